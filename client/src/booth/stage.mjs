// The page as a stage: which of its parts is shown, what it says, what time it is for its reader. Only text is ever set.

import { Malformed } from '../secret/bytes.mjs'
import { Lost, Refused } from './line.mjs'
import { missing } from './needs.mjs'

export class Stage {
  /** `root` holds parts `[data-step]`; what they say now and then is `[data-say]`. */
  constructor(root) {
    this.root = root
    this.lang = document.documentElement.lang || 'en'
    this.titleEnd = document.title.match(/ – [^–]*$/)?.[0] ?? ''
  }

  all(selector) {
    return [...this.root.querySelectorAll(selector)]
  }

  /** Show one step and nothing else; its heading is read out, unless the page has only just come. */
  show(step, { isFirst = false } = {}) {
    this.say(null)
    for (const part of this.all('[data-step]')) {
      part.hidden = part.dataset.step !== step
      if (part.hidden) continue
      document.title = part.dataset.title + this.titleEnd
      const heading = part.querySelector('h1')
      heading.tabIndex = -1
      if (!isFirst) {
        heading.focus({ preventScroll: true })
        scrollTo(0, 0)
      }
    }
    this.step = step
  }

  /** Say one thing of the step that is shown, or nothing. */
  say(name, fill = {}) {
    for (const part of this.all('[data-say]')) {
      const is = name !== null && part.dataset.say === name && !part.closest('[data-step]')?.hidden
      part.hidden = !is
      if (is) for (const [key, value] of Object.entries(fill)) part.querySelector(`[data-${key}]`).textContent = value
    }
  }

  /** Write `value` wherever `[data-name]` stands. */
  write(name, value) {
    for (const place of this.all(`[data-${name}]`)) place.textContent = value
  }

  /** Show or hide everything that the selector finds. */
  reveal(selector, is = true) {
    for (const part of this.all(selector)) part.hidden = !is
  }

  /** Do `act` when somebody presses `[data-do=name]`; a second press while it runs does nothing. */
  on(name, act) {
    for (const button of this.all(`[data-do="${name}"]`)) {
      button.addEventListener('click', async () => {
        if (button.getAttribute('aria-disabled') === 'true') return
        const label = button.textContent
        button.setAttribute('aria-disabled', 'true')
        if (button.dataset.sending) button.textContent = button.dataset.sending
        try {
          await act()
        } catch (fault) {
          this.fail(fault)
        } finally {
          button.removeAttribute('aria-disabled')
          button.textContent = label
        }
      })
    }
  }

  /** Go on if this browser can; else the page keeps saying why not. */
  async canBegin() {
    const lack = await missing()
    if (lack) this.unable(lack)
    return !lack
  }

  /** Say why nothing can be done here: the name of a `[data-missing]`, with a sentence for "refused". */
  unable(why, sentence = '') {
    this.show('unable', { isFirst: true })
    for (const part of this.all('[data-missing]')) part.hidden = part.dataset.missing !== why
    if (why === 'refused') this.all('[data-missing=refused]')[0].textContent = sentence
  }

  /** What keeps the page from beginning or going on, told apart. */
  fail(fault) {
    if (fault instanceof Refused && fault.status === 401) location.assign(this.root.dataset.signIn)
    else if (fault instanceof Refused) this.unable('refused', fault.message)
    else if (fault instanceof Lost) this.unable('offline')
    else {
      this.unable('paper')
      if (!(fault instanceof Malformed)) throw fault
    }
  }

  /** How far a long piece of work has come. */
  progress(done, all) {
    for (const place of this.all('[data-progress]')) {
      place.hidden = false
      const bar = place.querySelector('progress')
      bar.max = Math.max(all, 1)
      bar.value = done
      place.querySelector('[data-progress-text]').textContent = `${done} / ${all}`
    }
  }

  /** `Tuesday 2 March 2027, 14:02 (Paris time) · 13:02 UTC` of UTC seconds. */
  instant(at) {
    const { zone, zoneWord } = this.root.dataset
    const moment = new Date(at * 1000)
    const write = (how) => new Intl.DateTimeFormat(this.lang === 'en' ? 'en-GB' : this.lang, how).format(moment)
    const clock = (timeZone) => write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })
    const day = write({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: zone }).replace(',', '')
    return zone === 'UTC' ? `${day}, ${clock('UTC')} UTC` : `${day}, ${clock(zone)} (${zoneWord}) · ${clock('UTC')} UTC`
  }
}

/** Give the person a file that was made here. */
export function download(name, bytes) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/json' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

// Choose → Check → Done of a secret vote, in one page: the choice is in no address, no form and no request but sealed.
//
// Each screen is an entry of the browser's history, so that Back, Forward and reload do what people expect; what was
// marked and what was sent are in the vault, so that none of them loses or repeats anything.

import { formOf } from '../ballot/form.mjs'
import { PasskeyError, sentenceFor } from '../parts/passkey.mjs'
import { Malformed, unb64u } from '../secret/bytes.mjs'
import { receiptCode } from '../secret/merkle.mjs'
import { Lost, Refused } from './line.mjs'
import { checkAddress, checkCode, draw } from './picture.mjs'
import { Stage } from './stage.mjs'
import { Locked, Vote } from './vote.mjs'

const GIVE_UP_AFTER_MS = 60_000
const FIRST_WAIT_MS = 1_000
const TOO_LATE = new Set(['closed', 'not_open'])

/** Take over the page of a secret ballot. */
export async function startVote(root) {
  const stage = new Stage(root)
  if (!await stage.canBegin()) return
  const vote = new Vote(root.dataset, stage.lang)
  try {
    await vote.load()
    await new Screens(stage, vote).begin()
  } catch (fault) {
    stage.fail(fault)
  }
}

class Screens {
  constructor(stage, vote) {
    this.stage = stage
    this.vote = vote
    this.form = formOf(stage.root) // its choices are documents; here and in the vault they are kept as their text
  }

  async begin() {
    const { stage, vote } = this
    stage.on('continue', () => this.goOn())
    stage.on('back', () => history.back())
    stage.on('change', () => this.go('choose'))
    stage.on('cast', () => this.send())
    stage.on('picture', () => this.drawPicture())
    stage.on('code', () => this.showCode())
    stage.on('open-passkey', () => this.open(null))
    stage.on('open-code', () => this.open(stage.all('#code')[0].value))
    this.form.onChange(() => this.keep(JSON.stringify(this.form.read())))
    window.addEventListener('popstate', (event) => this.enter(event.state?.booth))
    window.addEventListener('pageshow', (event) => event.persisted && location.reload())
    if (vote.record.sending) return this.resume()
    if (vote.isLocked && !vote.waysIn.passkey) return stage.show('locked', { isFirst: true }), this.showWays()
    await vote.makeReady()
    return this.enter(history.state?.booth, true)
  }

  /** Show what stands at this place of the history, or the first screen where it cannot be shown. */
  enter(step, isFirst = false) {
    const { stage, vote } = this
    this.showPrevious()
    if (step === 'done' && vote.last) {
      this.showDone(isFirst)
    } else if (step === 'check' && vote.record.draft) {
      stage.show('check', { isFirst })
      this.showMarked(vote.record.draft)
      this.prepare()
    } else {
      stage.show('choose', { isFirst })
      stage.reveal('[data-fault]', false)
      this.form.fill(vote.record.draft ? JSON.parse(vote.record.draft) : null)
    }
  }

  /** Keep a mark as soon as it is made; `data-kept` says that a reload would find it. */
  async keep(option) {
    delete this.stage.root.dataset.kept
    await this.vote.mark(option)
    this.stage.root.dataset.kept = ''
  }

  go(step, replaces = false) {
    history[replaces ? 'replaceState' : 'pushState']({ booth: step }, '')
    this.enter(step)
  }

  async goOn() {
    const marked = this.form.read()
    if (!marked) {
      this.stage.reveal('[data-fault]')
      this.stage.all('[data-fault]')[0].focus()
      return
    }
    await this.vote.mark(JSON.stringify(marked))
    this.go('check')
  }

  /** While the Check screen is being read: the ballot paper is fetched, the choice sealed. */
  async prepare() {
    const { stage, vote } = this
    this.preparing ??= this.prepared().finally(() => { this.preparing = null })
    if (!vote.record.credentials && vote.said.passkeys.length) stage.say('tap')
    return this.preparing
  }

  async prepared() {
    const { stage, vote } = this
    try {
      await vote.prepare()
      if (stage.step === 'check') stage.say(null)
      return true
    } catch (fault) {
      if (fault instanceof PasskeyError && vote.isLocked) this.lockedOut() // not on this device, perhaps: the code is
      else if (fault instanceof PasskeyError) stage.say('untapped', { 'untapped-why': sentenceFor(fault) })
      else if (fault instanceof Locked) this.lockedOut()
      else if (fault instanceof Lost) stage.say('offline')
      else if (fault instanceof Refused && fault.status !== 401) this.refused(fault)
      else stage.fail(fault)
      return false
    }
  }

  async send() {
    if (!await this.prepare()) return
    await this.deliver()
  }

  /** Send until it is known whether the vote is in; the same bytes each time. */
  async deliver() {
    const { stage, vote } = this
    const giveUpAt = performance.now() + GIVE_UP_AFTER_MS
    for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
      try {
        await vote.cast()
        return this.go('done', true)
      } catch (fault) {
        if (fault instanceof Refused && fault.status < 500) return this.refused(fault)
        if (fault instanceof Malformed) return stage.say('answer')
        if (!(fault instanceof Lost || fault instanceof Refused)) throw fault
      }
      stage.say('unknown')
      if (performance.now() > giveUpAt) return stage.say('retry')
      await pause(Math.min(wait, 15_000))
    }
  }

  /** A page that comes back while a vote was on its way: find out at once. */
  async resume() {
    const { stage, vote } = this
    history.replaceState({ booth: 'check' }, '')
    this.showPrevious()
    stage.show('check', { isFirst: true })
    this.showMarked(vote.record.sending.choice)
    stage.say('unknown')
    const [button] = stage.all('[data-do=cast]')
    button.click()
  }

  /** The urn said no. If something was on its way before, it may be in the urn all the same. */
  async refused(fault) {
    const { stage, vote } = this
    if (!TOO_LATE.has(fault.code)) return stage.say('refused', { refusal: fault.message })
    if (vote.record.sending) {
      if (await vote.findSending().catch(() => false)) return this.go('done', true)
      await vote.giveUp()
    }
    stage.show('late')
    stage.write('refusal', fault.message)
    stage.reveal('[data-late-earlier]', Boolean(vote.last))
  }

  lockedOut() {
    this.stage.show('locked')
    this.showWays()
  }

  showWays() {
    const { passkey, code } = this.vote.waysIn
    this.stage.reveal('[data-way=passkey]', passkey && this.vote.said.passkeys.length > 0)
    this.stage.reveal('[data-way=code]', code)
  }

  async open(typed) {
    const { stage, vote } = this
    try {
      await vote.open(typed)
    } catch (fault) {
      if (fault instanceof Refused) throw fault
      return stage.say('still-locked')
    }
    return this.enter(vote.record.draft ? 'check' : 'choose')
  }

  showPrevious() {
    const { last } = this.vote
    this.stage.reveal('[data-previous]', Boolean(last))
    if (!last) return
    this.stage.write('previous-word', this.wordOf(last.choice))
    this.stage.write('previous-at', this.stage.instant(last.at))
  }

  showDone(isFirst) {
    const { stage, vote } = this
    stage.show('done', { isFirst })
    stage.write('receipt', receiptCode(unb64u(vote.last.leaf)))
    stage.write('done-at', stage.instant(vote.last.at))
    stage.reveal('[data-picture], [data-code]', false)
    stage.reveal('[data-do=picture], [data-do=code]')
    for (const details of stage.all('[data-step=done] details')) details.open = false
  }

  drawPicture() {
    const { stage, vote } = this
    const code = checkCode(vote.ground.paper.ballot, vote.said.reading_key, vote.last.key)
    draw(stage.all('canvas')[0], checkAddress(stage.root.dataset.check, code))
    stage.write('picture-code', code)
    stage.reveal('[data-picture]')
    stage.reveal('[data-do=picture]', false)
  }

  showCode() {
    this.stage.write('code', this.vote.record.code)
    this.stage.reveal('[data-code]')
    this.stage.reveal('[data-do=code]', false)
  }

  /** What is about to be sent, a line for each mark; a blank paper is asked about. */
  showMarked(text) {
    const choice = JSON.parse(text)
    const lines = this.form.words(choice)
    this.stage.write('marked', this.wordOf(text))
    this.stage.reveal('[data-blank]', this.form.isBlank(choice))
    for (const place of this.stage.all('[data-marked]')) place.toggleAttribute('data-many', lines.length > 2)
  }

  wordOf(text) {
    const choice = JSON.parse(text)
    const { blank } = this.stage.root.dataset
    return this.form.isBlank(choice) ? blank : this.form.words(choice).join('\n')
  }
}

/** Wait so many milliseconds, or until the browser says that the line is back. */
function pause(ms) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    window.addEventListener('online', end)
  })
}

// Casting on a bad line: one press, one vote, and the voter is told what is known.
//
// For `form[data-cast]`. Without this module the form posts as any form does, or, where a passkey signs, not at all. With it, a second press does nothing, and
// a connection that drops is not an error: the page asks `data-status` whether the attempt arrived and sends the same
// attempt again only if the server says that it did not. The server counts an attempt once however often it comes.
// Whoever has a passkey on the roll is asked for it first (`signature.mjs`); every sending carries the same signature.

import { ready, sentenceFor } from './passkey.mjs'
import { mustSign, signCast } from './signature.mjs'

const ANSWER_WITHIN_MS = 20_000
const GIVE_UP_AFTER_MS = 60_000
const FIRST_WAIT_MS = 1_000
// A gateway that got no answer cannot know whether the service did: the same as a dropped connection.
const GATEWAY_SILENT = new Set([502, 504])

class ConnectionLost extends Error {}

/** Take over every cast form under `root`. */
export function guardCasts(root) {
  for (const form of root.querySelectorAll('form[data-cast]')) new CastForm(form)
}

class CastForm {
  constructor(form) {
    this.form = form
    this.button = form.querySelector('button:not([form]), input[type=submit]')
    this.label = this.button?.textContent ?? ''
    this.isSending = false
    form.addEventListener('submit', (event) => this.submitted(event))
    // A page that comes back out of the browser's memory must not stay locked.
    window.addEventListener('pageshow', (event) => event.persisted && this.release())
    if (form.dataset.sign) ready(form)
  }

  submitted(event) {
    if (event.submitter?.hasAttribute('formaction')) return
    event.preventDefault()
    if (this.isSending) return
    this.lock()
    this.signAndDeliver(event.submitter)
  }

  async signAndDeliver(submitter) {
    if (mustSign(this.form)) {
      this.say(this.form.dataset.signing)
      try {
        await signCast(this.form)
      } catch (error) {
        this.release()
        this.unsigned(sentenceFor(error))
        return
      }
      this.say(this.form.dataset.sending)
    }
    const body = new URLSearchParams(new FormData(this.form))
    if (submitter?.name) body.append(submitter.name, submitter.value)
    await this.deliver(body)
  }

  /** Say beside the button why no passkey signed; nothing was sent. */
  unsigned(words) {
    const notice = this.form.querySelector('[data-unsigned]')
    notice.querySelector('p').textContent = words
    notice.hidden = false
  }

  async deliver(body) {
    const giveUpAt = performance.now() + GIVE_UP_AFTER_MS
    try {
      this.arrived(await this.post(body))
      return
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
    }
    this.show('[data-unknown]')
    for (let wait = FIRST_WAIT_MS; performance.now() < giveUpAt; wait *= 2) {
      await pause(Math.min(wait, giveUpAt - performance.now()))
      const answer = await this.ask()
      if (answer?.known === true && goTo(answer.url)) return
      if (answer?.known !== false) continue
      try {
        this.arrived(await this.post(body))
        return
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error
      }
    }
    this.release()
    this.show('[data-retry]')
  }

  /** The server's answer to one sending; ConnectionLost when nobody can say whether it arrived. */
  async post(body) {
    let response
    try {
      response = await fetch(this.form.action, {
        method: 'POST', body, redirect: 'follow', credentials: 'same-origin',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
    } catch (error) {
      throw new ConnectionLost('no answer', { cause: error })
    }
    if (GATEWAY_SILENT.has(response.status)) throw new ConnectionLost(`gateway answered ${response.status}`)
    return response
  }

  /** What the server knows of this attempt: `{known, url}`, or null when it cannot be asked now. */
  async ask() {
    try {
      const response = await fetch(this.form.dataset.status, {
        headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      return response.ok ? await response.json() : null
    } catch {
      return null
    }
  }

  /** Go where the server sent the voter; a refusal has no such place, so the browser posts once more and shows it. */
  arrived(response) {
    if (response.redirected) location.replace(response.url)
    else HTMLFormElement.prototype.submit.call(this.form)
  }

  lock() {
    this.isSending = true
    this.button?.setAttribute('aria-disabled', 'true')
    this.say(this.form.dataset.sending)
    this.show(null)
  }

  release() {
    this.isSending = false
    this.button?.removeAttribute('aria-disabled')
    this.say(this.label)
    this.show(null)
  }

  say(words) {
    if (this.button && words) this.button.textContent = words
  }

  /** Show one of the notices, or none. */
  show(selector) {
    for (const notice of this.form.querySelectorAll('[data-unknown], [data-retry], [data-unsigned]')) {
      if (!notice.matches('[data-unsigned]')) notice.setAttribute('role', 'status')
      notice.hidden = selector === null || !notice.matches(selector)
    }
  }
}

/** Follow an address of our own service; false for any other. */
function goTo(url) {
  let target
  try {
    target = new URL(url, location.href)
  } catch {
    return false
  }
  if (target.origin !== location.origin) return false
  location.assign(target)
  return true
}

/** Wait so many milliseconds, or until the browser says that the line is back. */
function pause(ms) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      resolve()
    }
    const timer = setTimeout(end, Math.max(0, ms))
    window.addEventListener('online', end)
  })
}

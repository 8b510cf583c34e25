// Forms on which a passkey answers: press the button, the device asks, the form is sent with the answer.
//
// For `form[data-passkey]` = sign-in | confirm | enrol, with `data-options`, the address that gives this browser a nonce, and
// for countersign, which needs none (`countersign.mjs`).
// What is confirmed is this form: its address and its fields are signed with the nonce. The answer goes into the form's hidden field `passkey`, of a confirmation into `confirmation`. Where the browser cannot, or nobody answers, the form's
// `[data-passkey-says]` says so and nothing is sent. Its button cannot be pressed before it is listened to. A button with `formaction` or `name` sends the form as any other.

import { countersign } from './countersign.mjs'
import { PasskeyError, actHash, assertion, canPasskeys, enrol, ready, sentenceFor } from './passkey.mjs'
import { fromB64u, joined } from './bytes.mjs'

/** Take over every such form under `root`. */
export function askPasskeys(root) {
  for (const form of root.querySelectorAll('form[data-passkey]')) {
    if (!canPasskeys()) say(form, sentenceFor(new PasskeyError(isSecureContext ? 'lacking' : 'place'), root))
    form.addEventListener('submit', (event) => submitted(event, form))
    ready(form, canPasskeys())
  }
}

async function submitted(event, form) {
  if (event.submitter?.hasAttribute('formaction') || event.submitter?.name) return
  if (form.querySelector('[type=checkbox][required]:not(:checked)')) return // refused in a sentence, before anybody is asked
  event.preventDefault()
  if (form.dataset.busy) return
  form.dataset.busy = 'yes'
  say(form, form.dataset.waiting ?? '')
  try {
    const isCountersigning = form.dataset.passkey === 'countersign'
    const field = form.elements[form.dataset.passkey === 'confirm' ? 'confirmation' : 'passkey']
    field.value = JSON.stringify(isCountersigning ? await countersign(form) : await answer(form.dataset.passkey, await nonceFor(form), form))
    HTMLFormElement.prototype.submit.call(form)
  } catch (error) {
    say(form, error.sentence ?? sentenceFor(error))
  } finally {
    delete form.dataset.busy
  }
}

async function answer(purpose, { nonce, options }, form) {
  if (purpose === 'enrol') return { nonce: options.challenge, ...(await enrol(options)) }
  const act = purpose === 'confirm' ? await actOf(form) : []
  const { assertion: signed } = await assertion(options, purpose, joined(fromB64u(nonce), act))
  return { nonce, assertion: signed }
}

/** The act that a form would do: what is confirmed is all that it sends, and whereto. */
function actOf(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== 'csrf_token' && name !== 'confirmation')
  return actHash(form.getAttribute('action'), fields)
}

/** What the server gives this browser to sign; its refusal, if it gives nothing, is a sentence of its own. */
async function nonceFor(form) {
  const response = await fetch(form.dataset.options, {
    method: 'POST', credentials: 'same-origin', cache: 'no-store',
    headers: { Accept: 'application/json', 'X-CSRFToken': form.elements.csrf_token.value },
  })
  if (response.ok) return response.json()
  const told = await response.json().catch(() => ({}))
  throw Object.assign(new PasskeyError('failed'), { sentence: told.sentence })
}

function say(form, words) {
  const place = form.querySelector('[data-passkey-says]')
  if (!place) return
  place.textContent = words
  place.hidden = !words
}

// A vote signed by its voter's passkey: the very bytes of the cast, made here from what the page shows.
//
// For a form with `data-sign` (the hash of the ballot paper), `data-voter`, `data-rp` and `data-passkeys` (ids, separated
// by spaces), and fields choice, reason, seq and salt. The bytes are those of the service's canonical form; the passkey
// signs their hash under the domain string of a vote, so the signature fits nothing else. It is put into the fields ad,
// cd, cred and sig, and stays there: a retry sends the same one.

import { domain, fromB64u, joined, sha256, toB64u } from './bytes.mjs'
import { assertion, needed } from './passkey.mjs'

const PARTS = ['ad', 'cd', 'cred', 'sig']

/** Whether this form's vote still has to be signed. */
export function mustSign(form) {
  return Boolean(form.dataset.sign) && !form.elements.sig.value
}

/** Ask for the passkey and put its signature into the form; throws a PasskeyError. */
export async function signCast(form) {
  needed()
  const { rp, passkeys } = form.dataset
  const allowCredentials = passkeys.split(' ').map((id) => ({ type: 'public-key', id }))
  const bare = await sha256(await castBytes(form))
  const { assertion: given } = await assertion({ rpId: rp, allowCredentials }, 'authorise-open-cast', bare)
  for (const part of PARTS) form.elements[part].value = given[part]
}

/** The canonical bytes of the cast without its authorisation: keys in their order, all of it ASCII. */
export async function castBytes(form) {
  const { choice, reason, seq, salt } = form.elements
  const words = choice.value === 'object' ? reason.value.replace(/\r\n?/g, '\n') : ''
  const commitment = words ? toB64u(await sha256(domain('reason'), fromB64u(salt.value), words)) : ''
  return joined(JSON.stringify({
    choice: { q1: [choice.value] }, paper: form.dataset.sign, reason: commitment, seq: Number(seq.value), type: 'cast', v: 1,
    voter: form.dataset.voter,
  }))
}

// Passkeys, by the browser's own JSON API: enrol one, and have one sign a challenge that is made here.
//
// The server never says what is signed. Every challenge is SHA-256(domain string of the purpose || data), hashed in this
// module, so that whoever answers a request to sign in cannot be made to authorise anything else by it. Always with
// user verification. Faults are a `PasskeyError`, whose code names the sentence to show; see `sentenceFor`.

import { domain, fromB64u, sha256, toB64u } from './bytes.mjs'

export class PasskeyError extends Error {
  /** `code`: lacking | place | declined | known | failed */
  constructor(code, options) {
    super(code, options)
    this.code = code
  }
}

/** Whether this browser can do it at all, here (https or localhost, never a bare address). */
export function canPasskeys() {
  return Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.PublicKeyCredential
    && PublicKeyCredential.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON)
}

/** SHA-256(domain string of `purpose` || `data`): what a passkey is asked to sign. */
export function challengeFor(purpose, data) {
  return sha256(domain(purpose), data)
}

/** What names one act: the address that a form is sent to and its fields, [name, value] each, in their order. */
export function actHash(path, fields) {
  const parts = [path, ...fields.flat()].map((words) => new TextEncoder().encode(words.replace(/\r\n?/g, '\n')))
  return sha256(domain('confirm-act'), ...parts.flatMap((part) => [u32(part.length), part]))
}

/**
 * Make a passkey. `options` is the server's PublicKeyCredentialCreationOptionsJSON with its nonce in the place of the
 * challenge. Answers `{response, has_prf}`: the credential as JSON, and whether it can derive keys (extension PRF).
 */
export async function enrol(options) {
  needed()
  const challenge = toB64u(await challengeFor('enrol', fromB64u(options.challenge)))
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON({ ...options, challenge })
  publicKey.extensions = { ...publicKey.extensions, prf: {} }
  const credential = await asked(() => navigator.credentials.create({ publicKey }))
  return { response: credential.toJSON(), has_prf: credential.getClientExtensionResults().prf?.enabled === true }
}

/**
 * Have a passkey sign for `purpose` the challenge over `data` (bytes). `options` is a PublicKeyCredentialRequestOptionsJSON
 * without a challenge: rpId and, where known, allowCredentials. With `prf` (32 bytes) the passkey also derives a key.
 * Answers `{assertion: {ad, cd, cred, sig}, prf}`; `prf` (bytes or null) stays in this browser and is part of no message.
 */
export async function assertion(options, purpose, data, { prf = null } = {}) {
  needed()
  const challenge = toB64u(await challengeFor(purpose, data))
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    { userVerification: 'required', ...options, challenge })
  if (prf) publicKey.extensions = { ...publicKey.extensions, prf: { eval: { first: prf } } }
  const credential = await asked(() => navigator.credentials.get({ publicKey }))
  const derived = credential.getClientExtensionResults().prf?.results?.first
  const { authenticatorData, clientDataJSON, signature } = credential.response
  return {
    assertion: { ad: toB64u(authenticatorData), cd: toB64u(clientDataJSON), cred: toB64u(credential.rawId), sig: toB64u(signature) },
    prf: derived ? new Uint8Array(derived) : null,
  }
}

/** This module runs: what waits in `form` to be told so (see `_passkey.html`) says nothing more, and its button may be pressed. */
export function ready(form, isAble = true) {
  form.querySelector('.unready').hidden = true
  form.querySelector('[data-unready]').disabled = !isAble
}

/** The sentence for a fault: the page carries them, in the reader's language, on its `[data-passkey-words]`. */
export function sentenceFor(error, root = document) {
  const words = root.querySelector('[data-passkey-words]')?.dataset ?? {}
  return words[error instanceof PasskeyError ? error.code : 'failed'] ?? words.failed ?? ''
}

function u32(number) {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}

/** Throw the PasskeyError that says why a passkey cannot be asked here; return if it can. */
export function needed() {
  if (!canPasskeys()) throw new PasskeyError(globalThis.isSecureContext === false ? 'place' : 'lacking')
}

/** What the browser answers, its refusals told apart: no was said (or nothing), this device holds one already, not here. */
async function asked(ask) {
  let credential
  try {
    credential = await ask()
  } catch (error) {
    const codes = { NotAllowedError: 'declined', AbortError: 'declined', InvalidStateError: 'known', SecurityError: 'place', NotSupportedError: 'lacking' }
    throw new PasskeyError(codes[error.name] ?? 'failed', { cause: error })
  }
  if (!credential) throw new PasskeyError('declined')
  return credential
}

// A countersignature: the passkey signs a statement that names a file by its hash, made here, on this site.
//
// For a form with what the page shows of it: `data-of`, `data-id`, `data-language`, `data-sha256`, `data-office`,
// `data-person`, `data-rp`, `data-passkeys`. With `data-file` the browser fetches the file and hashes it itself: what is signed is
// what was served, or nothing is (`data-altered` says so). The bytes are those of the service's canonical form.

import { sha256 } from './bytes.mjs'
import { PasskeyError, assertion, needed } from './passkey.mjs'

/** Ask for the passkey; what goes into the form's field. */
export async function countersign(form) {
  needed()
  const { rp, passkeys, file, altered } = form.dataset
  if (file && await hashOf(file) !== form.dataset.sha256) throw Object.assign(new PasskeyError('failed'), { sentence: altered })
  const allowCredentials = passkeys.split(' ').map((id) => ({ type: 'public-key', id }))
  const { assertion: signed } = await assertion({ rpId: rp, allowCredentials }, 'countersign', await sha256(statement(form.dataset)))
  return { assertion: signed }
}

/** The canonical bytes of the statement: keys in their order, all of it ASCII. */
export function statement({ id, language, of, office, person, sha256: hash }) {
  return JSON.stringify({ id, language, of, office, origin: location.origin, person, sha256: hash, type: 'countersignature', v: 1 })
}

async function hashOf(file) {
  const response = await fetch(file, { credentials: 'same-origin', cache: 'no-store' })
  if (!response.ok) throw new PasskeyError('failed')
  const digest = await sha256(await response.arrayBuffer())
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

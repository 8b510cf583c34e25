// One tap of the passkey: it authorises every ballot paper that is asked for, and derives the key of the lockers.
// Without anything to authorise it only derives, and what it signs then is good for nothing else.

import { compare, concat, unb64u } from '../secret/bytes.mjs'
import { prfInput } from '../secret/locker.mjs'
import { assertion } from '../parts/passkey.mjs'

/** `{assertion, prf, id}` for these authorisations (32 bytes each); `prf` null where the passkey derives no keys. */
export async function tap(authorisations, { passkeys, rp_id: rpId }) {
  const options = {
    rpId, allowCredentials: passkeys.map(({ id, transports = [] }) => ({ type: 'public-key', id, transports })),
  }
  const data = concat(...[...authorisations].sort(compare))
  const answer = await assertion(options, authorisations.length ? 'authorise-issue' : 'locker', data, { prf: await prfInput() })
  return { assertion: answer.assertion, prf: answer.prf, id: unb64u(answer.assertion.cred) }
}

// The locker: a credential in the making, locked so that only its voter can open it again on another device.
//
// The register keeps it as bytes that mean nothing to it. Inside, the state is under a key of its own, and that key is
// there once for each way to open: the passkey's PRF, and a recovery code. Of one length, whatever it holds.
//
//     u8 1 || u8 number of ways || (u8 kind, 8 bytes of passkey or zeros, 12 iv, 48 key) each || 12 iv || state
//
// The key of a way is HKDF-SHA256(PRF output or code, info dst("locker") || hash of the paper).

import { aesKey, compare, concat, decrypt, dst, encrypt, hkdf, Malformed, number, random, sha256 } from './bytes.mjs'
import { decode, encode } from './canonical.mjs'
import { crockford, groups, typedSigns } from './merkle.mjs'

export const PASSKEY = 1
export const CODE = 2
const [VERSION, IV, WRAPPED, NAME] = [1, 12, 48, 8]
const WAY = 1 + NAME + IV + WRAPPED
const CODE_BYTES = 15

/** What a passkey's PRF is asked for: the same for all ballots, so that one tap serves them all. */
export const prfInput = () => sha256(dst('locker'))

/** A new recovery code, 120 bits: `XXXXXX-XXXXXX-XXXXXX-XXXXXX`. */
export const newCode = () => groups(crockford(random(CODE_BYTES)), 6)

/** What a code opens with; `Malformed` unless it has as many signs as a code has. */
export function codeSecret(typed) {
  const signs = typedSigns(typed)
  if (signs.length !== CODE_BYTES * 8 / 5) throw new Malformed('a code of another length')
  return concat(dst('locker'), new TextEncoder().encode(signs))
}

/** A way to open: its kind, what it opens with, and for a passkey the id by which it is found again. */
export async function way(kind, secret, passkeyId = new Uint8Array(0)) {
  return { kind, secret, name: kind === PASSKEY ? (await sha256(passkeyId)).subarray(0, NAME) : new Uint8Array(NAME) }
}

/** The locker of `state` (a document) for the paper with this hash. */
export async function lock(hash, state, ways) {
  const own = random(32)
  const iv = random(IV)
  const wrapped = await Promise.all(ways.map(async ({ kind, secret, name }) => {
    const under = random(IV)
    return concat(number(kind, 1), name, under, await encrypt(await wayKey(hash, secret), under, own))
  }))
  const head = concat(number(VERSION, 1), number(ways.length, 1), ...wrapped, iv)
  return concat(head, await encrypt(await aesKey(own), iv, encode(state)))
}

/** The state in a locker, by one of its ways; `Malformed` if this way does not open it. */
export async function unlock(hash, locker, { kind, secret, name }) {
  if (locker[0] !== VERSION) throw new Malformed('a locker of another version')
  const end = 2 + locker[1] * WAY
  for (let at = 2; at < end; at += WAY) {
    if (locker[at] !== kind || compare(locker.subarray(at + 1, at + 1 + NAME), name) !== 0) continue
    const under = locker.subarray(at + 1 + NAME, at + 1 + NAME + IV)
    const wrapped = locker.subarray(at + WAY - WRAPPED, at + WAY)
    const own = await decrypt(await wayKey(hash, secret), under, wrapped)
    return decode(await decrypt(await aesKey(own), locker.subarray(end, end + IV), locker.subarray(end + IV)))
  }
  throw new Malformed('this locker has no such way')
}

/** Whether the locker can be opened by a passkey, and by a code. */
export function ways(locker) {
  const kinds = Array.from({ length: locker[1] ?? 0 }, (_, way) => locker[2 + way * WAY])
  return { passkey: kinds.includes(PASSKEY), code: kinds.includes(CODE) }
}

const wayKey = async (hash, secret) => aesKey(await hkdf(secret, concat(dst('locker'), hash)))

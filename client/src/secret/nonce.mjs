// A teller's part of the lots that decide ties: 32 random bytes, shared among the tellers under keys for lots alone.
//
// Whatever is random in a dealing follows from those bytes, so that whoever has opened them can deal again and compare.

import { b64u, concat, dst, hkdf, number, random, sha256, unb64u, utf8 } from './bytes.mjs'
import { split } from './shamir.mjs'
import { sign } from './signing.mjs'

const SIZE = 32
const PKCS8_X25519 = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32])

/** The pair of keys for lots that follows from the pair by which the votes of a ballot are opened. */
export async function lotsKeys(keys, ballot) {
  const secret = await hkdf(keys.secret, concat(dst('lots-secret'), await sha256(utf8(ballot))))
  return { secret, public: await publicHalf(secret) }
}

/** The member `lots` of a teller's entry on the paper. */
export async function signLotsKey(identity, keys, ballot, index) {
  const { public: pk } = await lotsKeys(keys, ballot)
  const message = concat(dst('lots-key'), await sha256(utf8(ballot)), number(index, 1), pk)
  return { pk: b64u(pk), sig: b64u(await sign(identity, message)) }
}

/** `{kc, sealed, sig}` of a new part, dealt by `by` to the tellers' keys (base64url), t of which open it; `nonce` for vectors. */
export async function dealNonce(identity, ballot, t, to, by, nonce = random(SIZE)) {
  const keys = to.map((key) => unb64u(key, SIZE))
  const context = await sha256(dst('nonce'), await sha256(utf8(ballot)), number(t, 1), ...keys, await sha256(utf8(by)))
  const drawn = await hkdf(nonce, concat(dst('nonce-deal'), context), SIZE * (t - 1 + keys.length))
  const row = (place) => drawn.subarray(place * SIZE, (place + 1) * SIZE)
  const shares = split(nonce, keys.length, t, Array.from({ length: t - 1 }, (_, place) => row(place)))
  const sealed = []
  for (const [index, key] of keys.entries()) {
    const once = row(t - 1 + index)
    const ephemeral = await publicHalf(once)
    const info = concat(dst('nonce-share'), context, number(index, 1), ephemeral)
    const pad = await hkdf(await agreed(once, key), info)
    sealed.push(concat(ephemeral, shares[index].subarray(0, SIZE).map((byte, at) => byte ^ pad[at])))
  }
  const kc = await sha256(dst('nonce-commit'), context, nonce)
  const sig = await sign(identity, concat(dst('nonce-by'), context, kc, ...sealed))
  return { kc: b64u(kc), sealed: sealed.map(b64u), sig: b64u(sig) }
}

const imported = (secret) =>
  crypto.subtle.importKey('pkcs8', concat(PKCS8_X25519, secret), 'X25519', true, ['deriveBits'])

const publicHalf = async (secret) => unb64u((await crypto.subtle.exportKey('jwk', await imported(secret))).x, SIZE)

async function agreed(secret, key) {
  const theirs = await crypto.subtle.importKey('raw', key, 'X25519', false, [])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, await imported(secret), SIZE * 8))
}

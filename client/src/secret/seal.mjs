// A choice sealed to the tellers until the close, and the ways to open it: by its own key, or by enough shares.
//
// Whoever has the seal's key `K` can read the one cast for which it was made and nothing else.

import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke'

import { aesKey, b64u, concat, decrypt, dst, encrypt, equal, hkdf, Malformed, number, random, sha256, unb64u } from './bytes.mjs'
import { combine, split } from './shamir.mjs'

const ENC = 32
export const SHARE = 33
export const SEALED_SHARE = ENC + SHARE + 16
const IV = new Uint8Array(12) // each key seals once
const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM)

/** The seal of `choice` (canonical bytes) for the paper's trustees, and its key. */
export async function seal({ secret, hash }, pk, seq, choice) {
  const K = random(32)
  const ctx = await context(hash, pk, seq)
  const kc = await commitment(ctx, K)
  if (choice.length + 2 > secret.pad) throw new Malformed('the choice is too long for its paper')
  const plain = concat(number(choice.length, 2), choice, new Uint8Array(secret.pad - 2 - choice.length))
  const ct = await encrypt(await contentKey(ctx, K), IV, plain, kc)
  const pieces = split(K, secret.trustees.length, secret.t)
  const shares = await Promise.all(secret.trustees.map(async (trustee, index) =>
    b64u(await sealTo(unb64u(trustee.pk, 32), shareInfo(ctx, index), pieces[index]))))
  return { K, seal: { ct: b64u(ct), kc: b64u(kc), shares } }
}

/** The choice in a cast (canonical bytes), by the seal's key; `Malformed` if the key is another's. */
export async function open({ secret, hash }, cast, K) {
  const ctx = await context(hash, unb64u(cast.pk, 32), cast.seq)
  const kc = unb64u(cast.seal.kc, 32)
  if (!equal(await commitment(ctx, K), kc)) throw new Malformed('the key of another cast')
  const plain = await decrypt(await contentKey(ctx, K), IV, unb64u(cast.seal.ct, secret.pad + 16), kc)
  const length = plain[0] * 256 + plain[1]
  if (length + 2 > plain.length || plain.subarray(2 + length).some(Boolean)) throw new Malformed('a seal of another form')
  return plain.subarray(2, 2 + length)
}

/** The seal's key from enough shares of one cast, or null if they do not give the one to which it is committed. */
export async function keyOf({ hash }, cast, shares) {
  const K = combine(shares)
  const ctx = await context(hash, unb64u(cast.pk, 32), cast.seq)
  return equal(await commitment(ctx, K), unb64u(cast.seal.kc, 32)) ? K : null
}

/** The share that a cast holds for trustee `index`, or null if it does not open. */
export async function openShare(hash, cast, index, keys) {
  const ctx = await context(hash, unb64u(cast.pk, 32), cast.seq)
  const share = await openFrom(keys, shareInfo(ctx, index), unb64u(cast.seal.shares[index])).catch(() => null)
  return share?.length === SHARE ? share : null
}

/** HPKE to an X25519 key: the encapsulated key, then the ciphertext. */
export async function sealTo(pk, info, plain) {
  const key = await suite.DeserializePublicKey(pk)
  const { encapsulatedSecret, ciphertext } = await suite.Seal(key, plain, { info })
  return concat(encapsulatedSecret, ciphertext)
}

/** What was sealed to these keys (`{secret, public}`); `Malformed` if it does not open. */
export async function openFrom(keys, info, sealed) {
  const jwk = { kty: 'OKP', crv: 'X25519', d: b64u(keys.secret), x: b64u(keys.public) }
  const privateKey = await crypto.subtle.importKey('jwk', jwk, 'X25519', true, ['deriveBits'])
  const publicKey = await suite.DeserializePublicKey(keys.public)
  try {
    return await suite.Open({ privateKey, publicKey }, sealed.subarray(0, ENC), sealed.subarray(ENC), { info })
  } catch (fault) {
    throw new Malformed('this does not open', { cause: fault })
  }
}

const context = (hash, pk, seq) => sha256(dst('seal-ctx'), hash, pk, number(seq, 4))
const commitment = (ctx, K) => sha256(dst('key-commit'), ctx, K)
const contentKey = async (ctx, K) => aesKey(await hkdf(K, concat(dst('content'), ctx)))
const shareInfo = (ctx, index) => concat(dst('share'), ctx, number(index, 1))

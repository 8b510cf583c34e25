// RFC 9474, RSABSSA-SHA384-PSS-Randomized: the voter's half of a blind signature, e = 65537.
//
// On the browser's own large integers: an order of magnitude faster than a library of them, which is what lets the work
// be done while somebody reads. Blinding factors serve once. The answer is checked by WebCrypto before it is used.

import { concat, Malformed, number, random } from './bytes.mjs'

const HASH = 'SHA-384'
const [HASH_BYTES, SALT, PREFIX] = [48, 48, 32]
const E_SQUARINGS = 16 // 65537 = 2^16 + 1

/** The message with its 32 random bytes in front, as it is signed. */
export const prepare = (message) => concat(random(PREFIX), message)

/** `{blinded, inv}` of a prepared message under the modulus `n` (bytes); `fixed` is for test vectors. */
export async function blind(n, prepared, fixed = {}) {
  const modulus = integer(n)
  const m = integer(await encodePss(prepared, n.length * 8 - 1, fixed.salt ?? random(SALT)))
  const { r, inverse } = fixed.r ? { r: integer(fixed.r), inverse: inverseOf(integer(fixed.r), modulus) } : factor(n, modulus)
  if (inverseOf(m, modulus) === null) throw new Malformed('a message that shares a factor with the key')
  let power = r
  for (let step = 0; step < E_SQUARINGS; step += 1) power = power * power % modulus
  return { blinded: bytes(m * (power * r % modulus) % modulus, n.length), inv: bytes(inverse, n.length) }
}

/** The signature from the issuer's answer; `Malformed` unless it holds under the public key. */
export async function finalize(key, n, prepared, blindSignature, inv) {
  if (blindSignature.length !== n.length || inv.length !== n.length) throw new Malformed('a number of another length')
  const signature = bytes(integer(blindSignature) * integer(inv) % integer(n), n.length)
  if (!await verify(key, prepared, signature)) throw new Malformed('a signature does not hold')
  return signature
}

/** Whether a signature (unblinded) holds. */
export const verify = (key, prepared, signature) =>
  crypto.subtle.verify({ name: 'RSA-PSS', saltLength: SALT }, key, signature, prepared)

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1) into `bits` bits. */
async function encodePss(message, bits, salt) {
  const length = Math.ceil(bits / 8)
  const hash = await digest(concat(new Uint8Array(8), await digest(message), salt))
  const padding = new Uint8Array(length - SALT - HASH_BYTES - 2)
  const block = concat(padding, number(1, 1), salt)
  const masks = []
  for (let count = 0; count * HASH_BYTES < block.length; count += 1) masks.push(await digest(concat(hash, number(count, 4))))
  const mask = concat(...masks)
  const masked = block.map((byte, at) => byte ^ mask[at])
  masked[0] &= 0xff >> (8 * length - bits)
  return concat(masked, hash, number(0xbc, 1))
}

/** A random number below the modulus that has an inverse, and the inverse. */
function factor(n, modulus) {
  for (;;) {
    const r = integer(random(n.length))
    const inverse = r > 0n && r < modulus ? inverseOf(r, modulus) : null
    if (inverse !== null) return { r, inverse }
  }
}

/** 1/a modulo n, or null where there is none. */
function inverseOf(a, n) {
  let [rest, last, x, y] = [n, a, 0n, 1n]
  while (last) {
    const quotient = rest / last;
    [rest, last] = [last, rest - quotient * last];
    [x, y] = [y, x - quotient * y]
  }
  return rest === 1n ? (x + n) % n : null
}

const digest = async (data) => new Uint8Array(await crypto.subtle.digest(HASH, data))
const integer = (data) => BigInt(`0x${Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
const bytes = (value, length) =>
  Uint8Array.from(value.toString(16).padStart(length * 2, '0').match(/../g), (pair) => parseInt(pair, 16))

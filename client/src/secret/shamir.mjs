// A secret shared among n so that any t find it again: Shamir's method over GF(2^8), polynomial 0x11B.
//
// A share is as many bytes as the secret and one more, the place from 1 to n at which it was taken, last. The place of
// trustee i is i + 1: a share says whose it is. Nothing here branches on, or looks up by, what is secret.

import { random } from './bytes.mjs'

/** n shares of the secret, of which any t give it back; `rows` where the t - 1 coefficients are not to be random. */
export function split(secret, n, t, rows = Array.from({ length: t - 1 }, () => random(secret.length))) {
  const coefficients = [secret, ...rows]
  return Array.from({ length: n }, (_, index) => {
    const x = index + 1
    const share = new Uint8Array(secret.length + 1)
    for (let at = 0; at < secret.length; at += 1) {
      share[at] = coefficients.reduceRight((sum, coefficient) => times(sum, x) ^ coefficient[at], 0)
    }
    share[secret.length] = x
    return share
  })
}

/** What these shares give: the secret, if there are t of them and all are right. */
export function combine(shares) {
  const places = shares.map((share) => share.at(-1))
  return shares[0].slice(0, -1).map((_, at) => shares.reduce((sum, share, own) => {
    const weight = places.reduce((product, x, other) =>
      (other === own ? product : times(product, times(x, inverse(x ^ places[own])))), 1)
    return sum ^ times(share[at], weight)
  }, 0))
}

/** The product of two elements, bit by bit. */
function times(a, b) {
  let product = 0
  for (let bit = 0, power = a; bit < 8; bit += 1) {
    product ^= power & -(b >> bit & 1)
    power = (power << 1 ^ 0x11b & -(power >> 7)) & 0x1ff
  }
  return product
}

/** a^254, which is 1/a. */
function inverse(a) {
  let power = a
  for (let step = 0; step < 6; step += 1) power = times(times(power, power), a)
  return times(power, power)
}

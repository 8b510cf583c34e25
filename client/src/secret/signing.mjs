// Ed25519, strictly, as voting/evidence/FORMAT.md has it: browsers accept keys of small order and large S, we do not.

import { b64u, concat, dst, hex, Malformed, unb64u } from './bytes.mjs'
import { bare, encode } from './canonical.mjs'

const P = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n
const SMALL = new Set([0n, 1n, P - 1n, Y8, P - Y8])

/** A new pair of keys: `{secret, public}`, 32 bytes each. */
export async function makeKeys(algorithm = 'Ed25519') {
  const uses = algorithm === 'Ed25519' ? ['sign', 'verify'] : ['deriveBits']
  const pair = await crypto.subtle.generateKey(algorithm, true, uses)
  const { d, x } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  return { secret: unb64u(d, 32), public: unb64u(x, 32) }
}

/** The signature over `message`, 64 bytes. */
export async function sign({ secret, public: own }, message) {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: b64u(secret), x: b64u(own) }
  const key = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message))
}

/** Return if `signature` is that of the key over `message`; else `Malformed`. */
export async function verify(key, signature, message) {
  checkKey(key)
  if (signature.length !== 64 || little(signature.subarray(32)) >= ORDER) throw new Malformed('a signature of no form')
  const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify'])
  if (!await crypto.subtle.verify('Ed25519', imported, signature, message)) throw new Malformed('a signature does not hold')
}

/** Return if these 32 bytes are a public key that may be used. */
export function checkKey(key) {
  if (key.length !== 32) throw new Malformed('a key of another length')
  const y = little(key) & (1n << 255n) - 1n
  if (y >= P || SMALL.has(y)) throw new Malformed('a key under which anything would verify')
}

/** `document` with its signature by these keys for `purpose`. */
export async function signDocument(keys, purpose, document) {
  return { ...document, sig: b64u(await sign(keys, concat(dst(purpose), encode(bare(document))))) }
}

/** Return if `document` carries the signature of the key (base64url) for `purpose`. */
export async function verifyDocument(key, purpose, document) {
  await verify(unb64u(key, 32), unb64u(document.sig, 64), concat(dst(purpose), encode(bare(document))))
}

const little = (bytes) => BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`)

// A secret vote as it goes to the urn: a leaf without a name, padded to the one length that all casts of its paper have.

import { b64u, concat, Malformed, unb64u } from './bytes.mjs'
import { decode, encode, expectKeys } from './canonical.mjs'
import { checkCredentials } from './credential.mjs'
import { leafHash } from './merkle.mjs'
import { SEALED_SHARE, seal } from './seal.mjs'
import { checkKey, signDocument, verifyDocument } from './signing.mjs'

const KEYS = ['credentials', 'paper', 'pk', 'seal', 'seq', 'sig', 'type', 'v']

/** `{leaf, hash, K}`: the bytes of a new cast, its leaf hash, and the key by which its own voter can read it. */
export async function makeCast(ground, made, credentials, seq, choice) {
  const keys = { secret: unb64u(made.sk, 32), public: unb64u(made.pk, 32) }
  const sealed = await seal(ground, keys.public, seq, encode(choice))
  const document = { credentials, paper: b64u(ground.hash), pk: made.pk, seal: sealed.seal, seq, type: 'cast', v: 1 }
  const leaf = encode(await signDocument(keys, 'cast', document))
  return { leaf, hash: await leafHash(leaf), K: sealed.K }
}

/** How many bytes every cast of a paper has on its way: those of a leaf with the longest sequence number. */
export function castBytes({ secret }) {
  const coded = (length) => 'A'.repeat(Math.ceil(length * 4 / 3))
  return encode({
    credentials: secret.issuers.map(() => ({ prefix: coded(32), sig: coded(384) })), paper: coded(32), pk: coded(32),
    seal: { ct: coded(secret.pad + 16), kc: coded(32), shares: secret.trustees.map(() => coded(SEALED_SHARE)) },
    seq: secret.urn.max_recasts, sig: coded(64), type: 'cast', v: 1,
  }).length
}

/** The body of the request: the leaf and as many spaces as it takes. */
export function padded(ground, leaf) {
  const rest = castBytes(ground) - leaf.length
  if (rest < 0) throw new Malformed('a cast that is too long')
  return concat(leaf, new Uint8Array(rest).fill(32))
}

/** The cast in a leaf, of the right form for its paper; whether its signatures hold is `checkCast`'s question. */
export function readCast({ secret, hash }, leaf) {
  const cast = expectKeys(decode(leaf), KEYS)
  if (cast.type !== 'cast' || cast.v !== 1 || cast.paper !== b64u(hash)) throw new Malformed('a cast of another paper')
  if (!Number.isInteger(cast.seq) || cast.seq < 1 || cast.seq > secret.urn.max_recasts) throw new Malformed('a sequence number')
  checkKey(unb64u(cast.pk, 32))
  expectKeys(cast.seal, ['ct', 'kc', 'shares'])
  unb64u(cast.seal.ct, secret.pad + 16)
  unb64u(cast.seal.kc, 32)
  if (cast.seal.shares.length !== secret.trustees.length) throw new Malformed('a wrong number of shares')
  for (const share of cast.seal.shares) unb64u(share, SEALED_SHARE)
  for (const credential of cast.credentials) expectKeys(credential, ['prefix', 'sig'])
  return cast
}

/** Return if the credentials and the pseudonym's signature of a cast hold. */
export async function checkCast(ground, cast) {
  await checkCredentials(ground, unb64u(cast.pk, 32), cast.credentials)
  await verifyDocument(cast.pk, 'cast', cast)
}

/** Return if `promise` is the urn's signed word that it has this leaf. */
export async function checkPromise({ paper, secret, hash }, leafHashBytes, promise) {
  expectKeys(promise, ['due', 'leaf', 'paper', 'sig', 'type', 'v'])
  const is = promise.type === 'promise' && promise.v === 1 && promise.leaf === b64u(leafHashBytes) &&
    promise.paper === b64u(hash) && promise.due >= paper.close
  if (!is) throw new Malformed('a promise of something else')
  await verifyDocument(secret.urn.key, 'promise', promise)
}

/** The casts of a whole urn, the last of each pseudonym, in the order of the urn: `[{hash, cast, leaf}]`. */
export async function finalCasts(ground, leaves) {
  const last = new Map()
  for (const { hash, leaf } of leaves) {
    const cast = readCast(ground, leaf)
    if (cast.seq <= (last.get(cast.pk)?.cast.seq ?? 0)) throw new Malformed('an older cast after a newer one')
    last.delete(cast.pk) // so that the newer one stands at its own place
    last.set(cast.pk, { hash, cast, leaf })
  }
  return [...last.values()]
}

// A teller's part: the keys, the rehearsal, after the close the shares of the final casts; the key itself in a dispute only.
//
// Before anything is opened, the urn's signed final head is compared with the leaves that were downloaded, and both with
// what the register's log says: the entry `sealed` is in it under a signed head, which extends the one that the teller kept.

import { b64u, concat, dst, hex, Malformed, number, sha256, unb64u, utf8 } from './bytes.mjs'
import { decode, encode, lines } from './canonical.mjs'
import { checkCast, finalCasts } from './cast.mjs'
import { extended, included, leafHash, openCheckpoint, root } from './merkle.mjs'
import { lotsKeys } from './nonce.mjs'
import { trusteeKeyMessage } from './paper.mjs'
import { openFrom, openShare } from './seal.mjs'
import { sign, signDocument } from './signing.mjs'

/** The teller's signature that this is their key for the ballot, at this place of the list. */
export async function signKey(identity, ballot, index, pk) {
  return b64u(await sign(identity, trusteeKeyMessage(await sha256(utf8(ballot)), index, pk)))
}

/** What a rehearsal's ciphertext is bound to. */
export const rehearsalInfo = async (ballot, index) => concat(dst('rehearsal'), await sha256(utf8(ballot)), number(index, 1))

/** The words of the rehearsal, opened with the key of the day. */
export const rehearse = async (keys, ballot, index, sealed) => openFrom(keys, await rehearsalInfo(ballot, index), sealed)

/** `[{hash, leaf}]` of a downloaded urn, exactly the one under the checkpoint; else `Malformed`. */
export async function wholeUrn({ secret }, note, file) {
  const head = await openCheckpoint(note, secret.urn.origin, secret.urn.key)
  const leaves = []
  for (const leaf of lines(file)) leaves.push({ hash: await leafHash(leaf), leaf })
  const found = await root(leaves.map(({ hash }) => hash))
  if (leaves.length !== head.size || hex(found) !== hex(head.root)) throw new Malformed('the urn is not the signed one')
  return { leaves, head: { root: b64u(head.root), size: head.size } }
}

/**
 * Return if the log says, under a head that it signed, what was sealed of this ballot; else `Malformed`. `told` is what the
 * register gives: `{checkpoint, leaf, index, proof, since, consistency}`; `kept` an earlier checkpoint of the same log
 * ("" for none), which the new one must extend.
 */
export async function sealedInLog({ paper }, told, { urn, issue }, kept = '') {
  const { origin, key } = paper.log
  const head = await openCheckpoint(utf8(told.checkpoint), origin, key)
  const hashes = (list) => list.map((one) => unb64u(one, 32))
  const leaf = unb64u(told.leaf)
  await included(await leafHash(leaf), told.index, head, hashes(told.proof))
  const said = decode(leaf)
  const same = (one, other) => one.root === other.root && one.size === other.size
  if (said.type !== 'sealed' || said.ballot !== paper.ballot || !same(said.urn, urn) || !same(said.issue, issue)) {
    throw new Malformed('the log says something else of this ballot')
  }
  if (!kept) return
  const before = await openCheckpoint(utf8(kept), origin, key)
  await extended(before, head, hashes(told.consistency))
}

/** The size that a checkpoint speaks of, as it stands there: only to ask for a proof. */
export const sizeOf = (note) => note.split('\n')[1] ?? ''

/**
 * `{document, file}`: the signed release of trustee `index` and its lines, of an election with the key for its lots;
 * `progress(done, all)` as it goes.
 */
export async function release(ground, { index, identity, keys }, urn, issue, progress = () => {}) {
  const casts = await finalCasts(ground, urn.leaves)
  const rows = []
  for (const [done, { hash, cast }] of casts.entries()) {
    await checkCast(ground, cast)
    const share = await openShare(ground.hash, cast, index, keys)
    rows.push(concat(encode({ leaf: b64u(hash), share: share ? b64u(share) : '' }), utf8('\n')))
    progress(done + 1, casts.length)
  }
  const file = concat(...rows)
  const document = await signDocument(identity, 'trustee-secret', {
    index, issue, paper: b64u(ground.hash), shares: { sha256: hex(await sha256(file)), size: rows.length },
    type: 'trustee-release', urn: urn.head, v: 1, ...await lotsOf(ground, index, keys),
  })
  return { document, file }
}

/** The released key for lots, where the paper has one for this trustee; `Malformed` if that is another. */
async function lotsOf({ paper, secret }, index, keys) {
  const { lots } = secret.trustees[index]
  if (!lots) return {}
  const mine = await lotsKeys(keys, paper.ballot)
  if (b64u(mine.public) !== lots.pk) throw new Malformed('a key for lots that is not this one\'s')
  return { lots: b64u(mine.secret) }
}

/** The signed release of the key itself, in a recorded dispute. */
export const releaseKey = (ground, { index, identity, keys }, urn, issue) => signDocument(identity, 'trustee-secret', {
  index, issue, paper: b64u(ground.hash), secret: b64u(keys.secret), type: 'trustee-secret', urn: urn.head, v: 1,
})

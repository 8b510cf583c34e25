// A teller's part: the keys, the rehearsal, after the close the shares of the final casts; the key itself in a dispute only.
//
// Before anything is opened, the urn's signed final head is compared with the leaves that were downloaded, and with what
// the register's log says of both.

import { b64u, concat, dst, hex, Malformed, number, sha256, utf8 } from './bytes.mjs'
import { encode, lines } from './canonical.mjs'
import { checkCast, finalCasts } from './cast.mjs'
import { leafHash, openCheckpoint, root } from './merkle.mjs'
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

/** `{document, file}`: the signed release of trustee `index` and its lines; `progress(done, all)` as it goes. */
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
    type: 'trustee-release', urn: urn.head, v: 1,
  })
  return { document, file }
}

/** The signed release of the key itself, in a recorded dispute. */
export const releaseKey = (ground, { index, identity, keys }, urn, issue) => signDocument(identity, 'trustee-secret', {
  index, issue, paper: b64u(ground.hash), secret: b64u(keys.secret), type: 'trustee-secret', urn: urn.head, v: 1,
})

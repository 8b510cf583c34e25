// One answer of the browser's half to Python, which asks on standard input: `{"do": name, …}` → a line of JSON.
//
// For tests/client/test_secret.py: what JavaScript makes must be what Python accepts, and the other way round.

import { readFileSync } from 'node:fs'

import { b64u, unb64u, utf8 } from '../../../client/src/secret/bytes.mjs'
import { makeCast, padded } from '../../../client/src/secret/cast.mjs'
import { begin, finish, issueHash } from '../../../client/src/secret/credential.mjs'
import { groundOf, readPaper } from '../../../client/src/secret/paper.mjs'
import { extended, included } from '../../../client/src/secret/merkle.mjs'
import { release, sealedInLog, signKey, wholeUrn } from '../../../client/src/secret/release.mjs'
import { makeKeys } from '../../../client/src/secret/signing.mjs'

const shown = (keys) => ({ secret: b64u(keys.secret), public: b64u(keys.public) })
const taken = (keys) => ({ secret: unb64u(keys.secret), public: unb64u(keys.public) })

const answers = {
  async teller({ ballot, index }) {
    const [identity, keys] = [await makeKeys(), await makeKeys('X25519')]
    return { identity: shown(identity), keys: shown(keys), sig: await signKey(identity, ballot, index, keys.public) }
  },
  async begin({ paper, sig, voter }) {
    const ground = await readPaper(utf8(paper), unb64u(sig))
    const made = await begin(ground)
    return { made, authorisation: b64u(await issueHash(ground.hash, unb64u(voter), made)) }
  },
  async cast({ paper, made, blind_sigs: blindSignatures, seq, choice }) {
    const ground = await groundOf(utf8(paper))
    const cast = await makeCast(ground, made, await finish(ground, made, blindSignatures), seq, choice)
    return { body: b64u(padded(ground, cast.leaf)), hash: b64u(cast.hash), key: b64u(cast.K) }
  },
  async release({ paper, checkpoint, urn, issue, index, identity, keys }) {
    const ground = await groundOf(utf8(paper))
    const found = await wholeUrn(ground, utf8(checkpoint), utf8(urn))
    const made = await release(ground, { index, identity: taken(identity), keys: taken(keys) }, found, issue)
    return { document: made.document, file: Buffer.from(made.file).toString() }
  },
  /** Of each case, whether the proof holds: `{leaf, index, size, root, proof}` or `{earlier, later, proof}`. */
  async proofs({ cases }) {
    const raw = (list) => list.map((one) => unb64u(one))
    const head = ({ size, root }) => ({ size, root: unb64u(root) })
    const holds = (sure) => sure.then(() => true, () => false)
    return Promise.all(cases.map((one) => holds(one.leaf
      ? included(unb64u(one.leaf), one.index, head(one), raw(one.proof))
      : extended(head(one.earlier), head(one.later), raw(one.proof)))))
  },
  async seal({ paper, told, heads, kept }) {
    await sealedInLog(await groundOf(utf8(paper)), told, heads, kept)
    return true
  },
}

const asked = JSON.parse(readFileSync(0))
process.stdout.write(JSON.stringify(await answers[asked.do](asked)))

// One answer of the browser's half to Python, which asks on standard input: `{"do": name, …}` → a line of JSON.
//
// For tests/client/test_secret.py: what JavaScript makes must be what Python accepts, and the other way round.

import { readFileSync } from 'node:fs'

import { b64u, unb64u, utf8 } from '../../../client/src/secret/bytes.mjs'
import { makeCast, padded } from '../../../client/src/secret/cast.mjs'
import { begin, finish, issueHash } from '../../../client/src/secret/credential.mjs'
import { groundOf, readPaper } from '../../../client/src/secret/paper.mjs'
import { release, signKey, wholeUrn } from '../../../client/src/secret/release.mjs'
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
}

const asked = JSON.parse(readFileSync(0))
process.stdout.write(JSON.stringify(await answers[asked.do](asked)))

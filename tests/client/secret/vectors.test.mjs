// The browser's half against vectors that Python made: what the one makes, the other must find, step by step.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

import * as blindRsa from '../../../client/src/secret/blind_rsa.mjs'
import { b64u, compare, concat, hex, Malformed, sha256, unb64u, utf8 } from '../../../client/src/secret/bytes.mjs'
import { decode, encode } from '../../../client/src/secret/canonical.mjs'
import { castBytes, checkCast, checkPromise, readCast } from '../../../client/src/secret/cast.mjs'
import { finish, issueChallenge, issueHash } from '../../../client/src/secret/credential.mjs'
import { prfInput } from '../../../client/src/secret/locker.mjs'
import { fingerprint, leafHash, receiptCode } from '../../../client/src/secret/merkle.mjs'
import { dealNonce, lotsKeys, signLotsKey } from '../../../client/src/secret/nonce.mjs'
import { groundOf, issuerKey } from '../../../client/src/secret/paper.mjs'
import { release, rehearse } from '../../../client/src/secret/release.mjs'
import { keyOf, open, openShare } from '../../../client/src/secret/seal.mjs'
import { makeKeys } from '../../../client/src/secret/signing.mjs'

const read = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url)))
const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'))
const vectors = read('secret.json')
const ground = await groundOf(utf8(vectors.paper.bytes))
const cast = readCast(ground, utf8(vectors.cast.leaf))

/** The two keys of a secret of X25519, which WebCrypto gives only together. */
async function x25519(secret) {
  const der = concat(unhex('302e020100300506032b656e04220420'), unhex(secret))
  const key = await crypto.subtle.importKey('pkcs8', der, 'X25519', true, ['deriveBits'])
  const { d, x } = await crypto.subtle.exportKey('jwk', key)
  return { secret: unb64u(d), public: unb64u(x) }
}

/** What stands for random bytes: SHA-256 of the label and a counter. */
const fixed = (label) => sha256(utf8(`${label} 0`))

function inverse(a, n) {
  let [rest, last, x, y] = [n, a, 0n, 1n]
  while (last) [rest, last, x, y] = [last, rest % last, y, x - (rest / last) * y]
  return (x + n) % n
}

test('lots: keys, and a part that is dealt again byte for byte', async () => {
  const { lots } = vectors
  for (const [index, key] of lots.keys.entries()) {
    const keys = await x25519(vectors.seal.trustee_secrets[index])
    const identity = { secret: await fixed(`identity ${index}`), public: unb64u(ground.secret.trustees[index].id) }
    assert.equal(hex((await lotsKeys(keys, lots.ballot)).secret), lots.secrets[index])
    assert.deepEqual(await signLotsKey(identity, keys, lots.ballot, index), key)
  }
  const dealer = { secret: await fixed('identity 1'), public: unb64u(ground.secret.trustees[1].id) }
  const to = lots.keys.map(({ pk }) => pk)
  const { kc, sealed, sig } = lots.part
  assert.deepEqual(await dealNonce(dealer, lots.ballot, lots.t, to, lots.by, unhex(lots.nonce)), { kc, sealed, sig })
  assert.notEqual((await dealNonce(dealer, lots.ballot, lots.t, to, lots.by)).kc, kc)
})

test('RFC 9474: the variant in use', async () => {
  const vector = read('rfc9474.json').find(({ name }) => name === 'RSABSSA-SHA384-PSS-Randomized')
  const n = unhex(vector.n)
  const prepared = unhex(vector.prepared_msg)
  const r = inverse(BigInt(`0x${vector.inv}`), BigInt(`0x${vector.n}`)).toString(16).padStart(vector.n.length, '0')
  const { blinded, inv } = await blindRsa.blind(n, prepared, { salt: unhex(vector.salt), r: unhex(r) })
  assert.equal(hex(blinded), vector.blinded_msg)
  assert.equal(hex(inv), vector.inv)
  const jwk = { kty: 'RSA', n: b64u(n), e: b64u(unhex(vector.e)) }
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])
  assert.equal(hex(await blindRsa.finalize(key, n, prepared, unhex(vector.blind_sig), inv)), vector.sig)
})

test('paper: its hash, its digits, the length of every cast', async () => {
  assert.equal(b64u(ground.hash), vectors.paper.hash)
  assert.equal(await fingerprint(utf8(vectors.paper.bytes)), vectors.paper.fingerprint)
  assert.equal(castBytes(ground), vectors.paper.cast_bytes)
})

test('credential: blinded, signed, the blinding taken off', async () => {
  const { credential } = vectors
  const { modulus } = await issuerKey(ground.secret.issuers[0])
  const factor = unhex(credential.factor.padStart(768, '0'))
  const made = await blindRsa.blind(modulus, unhex(credential.message), { salt: unhex(credential.salt), r: factor })
  assert.equal(hex(made.blinded), credential.blinded)
  const part = { blinded: b64u(made.blinded), inv: b64u(made.inv), prefix: b64u(unhex(credential.prefix)) }
  const state = { parts: [part], pk: credential.pk }
  const [found] = await finish(ground, state, [b64u(unhex(credential.blind_sig))])
  assert.deepEqual(found, { prefix: part.prefix, sig: b64u(unhex(credential.sig)) })
  const voter = unb64u(vectors.authorise.voter, 32)
  const own = await issueHash(ground.hash, voter, state)
  assert.equal(b64u(own), vectors.authorise.authorisation)
  assert.equal(b64u(await issueChallenge([own])), vectors.authorise.challenge)
  const both = [own, unb64u(vectors.authorise.other_authorisation)]
  assert.equal(b64u(await issueChallenge(both)), vectors.authorise.challenge_of_both)
  assert.equal(b64u(await issueChallenge(both.sort(compare).reverse())), vectors.authorise.challenge_of_both)
  assert.equal(hex(await prfInput()), vectors.locker.prf_input)
})

test('cast: its signatures, its hash, what it says', async () => {
  await checkCast(ground, cast)
  const hash = await leafHash(utf8(vectors.cast.leaf))
  assert.equal(b64u(hash), vectors.cast.leaf_hash)
  assert.equal(Buffer.from(await open(ground, cast, unhex(vectors.seal.k))).toString(), '{"q1":["yes"]}')
  await checkPromise(ground, hash, JSON.parse(vectors.promise))
  assert.match(receiptCode(hash), /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
})

test('any two shares give the key; one, or a wrong one, none', async () => {
  const shares = await Promise.all(vectors.seal.trustee_secrets.map(async (secret, index) =>
    openShare(ground.hash, cast, index, await x25519(secret))))
  assert.deepEqual(shares.map(hex), vectors.seal.shares)
  for (const pair of [[0, 1], [0, 2], [1, 2]]) {
    assert.equal(hex(await keyOf(ground, cast, pair.map((at) => shares[at]))), vectors.seal.k)
  }
  assert.equal(await keyOf(ground, cast, [shares[0]]), null)
  assert.equal(await keyOf(ground, cast, [shares[0], shares[1].map((byte, at) => (at ? byte : byte ^ 1))]), null)
  assert.equal(await openShare(ground.hash, cast, 1, await x25519(vectors.seal.trustee_secrets[0])), null)
})

test('a teller: the rehearsal, and the lines of the release', async () => {
  const keys = await x25519(vectors.seal.trustee_secrets[0])
  const opened = await rehearse(keys, ground.paper.ballot, 0, unhex(vectors.rehearsal.sealed))
  assert.equal(hex(opened), vectors.rehearsal.plain)
  await assert.rejects(rehearse(keys, ground.paper.ballot, 1, unhex(vectors.rehearsal.sealed)), Malformed)
  const leaf = utf8(vectors.cast.leaf)
  const urn = { leaves: [{ hash: await leafHash(leaf), leaf }], head: { root: vectors.cast.leaf_hash, size: 1 } }
  const issue = { root: vectors.cast.leaf_hash, size: 1 }
  const said = []
  const made = await release(ground, { index: 0, identity: await makeKeys(), keys }, urn, issue, (...now) => said.push(now))
  assert.deepEqual(said, [[1, 1]])
  const [line] = vectors.cast.share_lines
  assert.equal(Buffer.from(made.file).toString(), `${typeof line === 'string' ? line.trimEnd() : Buffer.from(encode(line))}\n`)
  assert.equal(made.document.shares.sha256, hex(await sha256(made.file)))
})

test('a changed byte anywhere in a cast is refused', async () => {
  const leaf = utf8(vectors.cast.leaf)
  for (let at = 0; at < leaf.length; at += 7) {
    const changed = leaf.map((byte, place) => (place === at ? byte ^ 1 : byte))
    await assert.rejects(async () => checkCast(ground, readCast(ground, changed)), Malformed, `byte ${at}`)
  }
})

test('a paper that is a trap is refused', async () => {
  const change = (edit) => {
    const paper = decode(utf8(vectors.paper.bytes))
    edit(paper.secret)
    return encode(paper)
  }
  const traps = [
    (secret) => { secret.t = 1 },
    (secret) => { secret.trustees[1] = secret.trustees[0] },
    (secret) => { secret.trustees[0].pk = secret.trustees[1].pk },
    (secret) => { secret.trustees.reverse() },
    (secret) => { secret.suite = 'SV1-RSA1024' },
    (secret) => { secret.pad = 100 },
    (secret) => { secret.issuers = [] },
    (secret) => { secret.urn.key = b64u(new Uint8Array(32)) },
    (secret) => { secret.extra = 1 },
  ]
  for (const trap of traps) await assert.rejects(groundOf(change(trap)), Malformed, String(trap))
})

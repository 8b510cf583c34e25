// The browser's half by itself: documents, lockers, lists, and what must be refused.

import assert from 'node:assert/strict'
import test from 'node:test'

import { b64u, concat, hex, Malformed, random, unb64u, utf8 } from '../../../client/src/secret/bytes.mjs'
import { decode, encode, lines } from '../../../client/src/secret/canonical.mjs'
import { CODE, codeSecret, lock, newCode, PASSKEY, unlock, way, ways } from '../../../client/src/secret/locker.mjs'
import { leafHash, openCheckpoint, root } from '../../../client/src/secret/merkle.mjs'
import { issuerKey } from '../../../client/src/secret/paper.mjs'
import { makeKeys, sign, signDocument, verify, verifyDocument } from '../../../client/src/secret/signing.mjs'

// The examples of voting/evidence/FORMAT.md.
const KEY = 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg'
const CHECKPOINT = `vote.example/register
5
h9UMXqS06cZqY1DcnPgMhWQabcLU6G++7tynUvpM20w=

— vote.example/register 4ADDy7/zRjk7uY9MILPcxuPXw5Fbm3ptEgYYScuTF4PQ9YR/8N0XJ7O73OPAJx5kPTUpfyLnvvjP5Ed9FrPOwLohMg8=
`

test('canonical documents come back, everything else is refused', () => {
  const document = { choice: { q1: ['yes'] }, is_final: false, note: 'Société «Ω» "x"\n\u0001/😀', seq: 2, voter: 'm1' }
  assert.deepEqual(decode(encode(document)), document)
  for (const wrong of ['{"b":1,"a":2}', '{"a":1.0}', '{"a":1e0}', '{"a":-1}', '{"a":null}', '{"a":1,"a":1}', '{"a": 1}',
    '{"A":1}', '{"a":9007199254740992}', '"e\u0301"', '"\\ud800"', '{"a":1}\n', '\ufeff{}', '{"a":01}', '{"a":"\\u0041"}', '']) {
    assert.throws(() => decode(utf8(wrong)), Malformed, wrong)
  }
  assert.throws(() => decode(Uint8Array.of(0xff)), Malformed)
  assert.throws(() => encode(JSON.parse('['.repeat(17) + ']'.repeat(17))), Malformed)
})

test('base64url has one spelling', () => {
  assert.deepEqual([...unb64u('APv_Zg')], [0, 0xfb, 0xff, 0x66])
  for (const wrong of ['Zh', 'Zg==', 'A', 'a+b/', 'Z g', 7]) assert.throws(() => unb64u(wrong), Malformed)
  assert.throws(() => unb64u('Zg', 2), Malformed)
})

test('lines must all be ended', () => {
  assert.equal(lines(utf8('a\nb\n')).length, 2)
  assert.equal(lines(new Uint8Array(0)).length, 0)
  assert.throws(() => lines(utf8('a\nb')), Malformed)
})

test('the tree and the checkpoint of the format', async () => {
  const hashes = await Promise.all([0, 1, 2, 3, 4].map((n) => leafHash(utf8(`{"n":${n}}`))))
  assert.equal(hex(await root(hashes)), '87d50c5ea4b4e9c66a6350dc9cf80c85641a6dc2d4e86fbeeedca752fa4cdb4c')
  assert.equal(hex(await root(hashes.slice(0, 3))), '2cfef7627597e00b564975774ad728ef210706759fca6d64138c6dfc1cbf2cda')
  assert.equal(hex(await root([])), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const head = await openCheckpoint(utf8(CHECKPOINT), 'vote.example/register', KEY)
  assert.deepEqual([head.size, hex(head.root)], [5, hex(await root(hashes))])
  await assert.rejects(openCheckpoint(utf8(CHECKPOINT), 'vote.example/urn', KEY), Malformed)
  await assert.rejects(openCheckpoint(utf8(CHECKPOINT.replace('\n5\n', '\n6\n')), 'vote.example/register', KEY), Malformed)
  await assert.rejects(openCheckpoint(utf8(CHECKPOINT.trimEnd()), 'vote.example/register', KEY), Malformed)
})

test('signatures: strict where browsers are not', async () => {
  const keys = await makeKeys()
  const signature = await sign(keys, utf8('a'))
  await verify(keys.public, signature, utf8('a'))
  await assert.rejects(verify(keys.public, signature, utf8('b')), Malformed)
  const identity = concat(Uint8Array.of(1), new Uint8Array(31))
  await assert.rejects(verify(identity, concat(identity, new Uint8Array(32)), utf8('anything')), Malformed)
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = BigInt(`0x${hex(signature.slice(32).reverse())}`) + order
  const large = concat(signature.subarray(0, 32), Uint8Array.from(Buffer.from(s.toString(16).padStart(64, '0'), 'hex')).reverse())
  await assert.rejects(verify(keys.public, large, utf8('a')), Malformed)
  const document = await signDocument(keys, 'cast', { a: 1 })
  await verifyDocument(b64u(keys.public), 'cast', document)
  await assert.rejects(verifyDocument(b64u(keys.public), 'promise', document), Malformed)
})

test('a locker opens by passkey and by code, for its paper only', async () => {
  const [hash, prf, id, code] = [random(32), random(32), random(16), newCode()]
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$/)
  const state = { code, made: { pk: 'x' } }
  const both = await lock(hash, state, [await way(PASSKEY, prf, id), await way(CODE, codeSecret(code))])
  assert.deepEqual(ways(both), { passkey: true, code: true })
  assert.deepEqual(await unlock(hash, both, await way(PASSKEY, prf, id)), state)
  const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `
  assert.deepEqual(await unlock(hash, both, await way(CODE, codeSecret(typed))), state)
  await assert.rejects(unlock(random(32), both, await way(PASSKEY, prf, id)), Malformed)
  await assert.rejects(unlock(hash, both, await way(PASSKEY, prf, random(16))), Malformed)
  await assert.rejects(unlock(hash, both, await way(PASSKEY, random(32), id)), Malformed)
  await assert.rejects(unlock(hash, both, await way(CODE, codeSecret(newCode()))), Malformed)
  assert.throws(() => codeSecret(code.slice(1)), Malformed)
  const only = await lock(hash, state, [await way(CODE, codeSecret(code))])
  assert.deepEqual(ways(only), { passkey: false, code: true })
  assert.notEqual(hex(await lock(hash, state, [await way(CODE, codeSecret(code))])), hex(only))
  for (let at = 0; at < only.length; at += 5) {
    const changed = only.map((byte, place) => (place === at ? byte ^ 1 : byte))
    await assert.rejects(unlock(hash, changed, await way(CODE, codeSecret(code))), Malformed, `byte ${at}`)
  }
})

test('an issuer’s key of another size, exponent or with a small factor is refused', async () => {
  const make = async (modulusLength, publicExponent) => {
    const how = { name: 'RSA-PSS', hash: 'SHA-384', modulusLength, publicExponent }
    const { publicKey } = await crypto.subtle.generateKey(how, true, ['sign', 'verify'])
    return { key: b64u(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))) }
  }
  await assert.rejects(issuerKey(await make(2048, Uint8Array.of(1, 0, 1))), Malformed)
  await assert.rejects(issuerKey({ key: b64u(utf8('no key')) }), Malformed)
  const n = concat(Uint8Array.of(0xc0), random(383))
  const multiple = BigInt(`0x${hex(n)}`) / 997n * 997n
  const jwk = { kty: 'RSA', e: 'AQAB', n: b64u(Uint8Array.from(Buffer.from((multiple % 2n ? multiple : multiple - 997n).toString(16), 'hex'))) }
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])
  await assert.rejects(issuerKey({ key: b64u(new Uint8Array(await crypto.subtle.exportKey('spki', key))) }), Malformed)
})

// The paper of a secret stage, as a voter's or a teller's browser must find it before it trusts it with anything.
//
// Whether everybody has the same paper is for people: its twelve digits are on the page and read aloud. Here: that it is
// signed, complete, for a suite that we know, that issuers and trustees are different ones, that no key is a trap.

import { concat, dst, Malformed, number, sha256, unb64u, utf8 } from './bytes.mjs'
import { decode, expectKeys } from './canonical.mjs'
import { checkKey, verify } from './signing.mjs'

const SUITE = 'SV1-RSA3072'
const PADS = [64, 128, 256, 512, 1024, 2048]
const SECRET = ['client_sha256', 'grace', 'issuers', 'pad', 'relays', 'rp', 'suite', 't', 'trustees', 'urn']
const RSA = { name: 'RSA-PSS', hash: 'SHA-384' }
const RSA_BYTES = 384
const known = new Map() // each key is looked at once

/** The hash by which everything names a paper, 32 bytes. */
export const paperHash = (bytes) => sha256(dst('paper'), bytes)

/** `{paper, secret, hash}` of signed paper bytes; `Malformed` unless a vote may be entrusted to it. */
export async function readPaper(bytes, signature) {
  const ground = await groundOf(bytes)
  await verify(unb64u(ground.paper.authority, 32), signature, bytes)
  return ground
}

/** The same of paper bytes whose signature is the caller's question. */
export async function groundOf(bytes) {
  const paper = decode(bytes)
  if (paper.type !== 'paper' || paper.v !== 1 || paper.secrecy !== 'secret') throw new Malformed('another kind of paper')
  const secret = expectKeys(paper.secret, SECRET, ['nonces'])
  expectKeys(secret.urn, ['key', 'max_recasts', 'origin', 'relay_key', 'url'])
  const count = secret.trustees.length
  if (secret.suite !== SUITE || !PADS.includes(secret.pad)) throw new Malformed('a suite that is not known')
  if (!(secret.t >= 2 && secret.t <= count && count <= 16)) throw new Malformed('too few trustees, or too many')
  if (!secret.issuers.length) throw new Malformed('nobody issues')
  different(secret.issuers.map((issuer) => issuer.key))
  different(secret.trustees.map((trustee) => trustee.id))
  different(secret.trustees.map((trustee) => trustee.pk))
  checkKey(unb64u(secret.urn.key, 32))
  const ballot = await sha256(utf8(paper.ballot))
  for (const [index, trustee] of secret.trustees.entries()) {
    const said = trusteeKeyMessage(ballot, index, unb64u(trustee.pk, 32))
    await verify(unb64u(trustee.id, 32), unb64u(trustee.sig, 64), said)
  }
  return { paper, secret, hash: await paperHash(bytes) }
}

/** What a trustee signs when accepting: this ballot, this place in the list, this key. */
export const trusteeKeyMessage = (ballotHash, index, pk) => concat(dst('trustee-key'), ballotHash, number(index, 1), pk)

/** An issuer's key and its modulus, ready for use; `Malformed` unless it is 3072 bits, e = 65537 and without small factors. */
export function issuerKey(issuer) {
  if (!known.has(issuer.key)) known.set(issuer.key, readIssuerKey(issuer))
  return known.get(issuer.key)
}

async function readIssuerKey(issuer) {
  let key
  try {
    key = await crypto.subtle.importKey('spki', unb64u(issuer.key), RSA, true, ['verify'])
  } catch (fault) {
    throw new Malformed('an issuer has no key that can be read', { cause: fault })
  }
  const { n, e } = await crypto.subtle.exportKey('jwk', key)
  const modulus = unb64u(n)
  if (modulus.length !== RSA_BYTES || modulus[0] < 128 || e !== 'AQAB') throw new Malformed('an RSA key of another form')
  for (let factor = 2; factor < 1000; factor += 1) {
    if (modulus.reduce((rest, byte) => (rest * 256 + byte) % factor, 0) === 0) throw new Malformed('a weak RSA key')
  }
  return { key, modulus }
}

function different(values) {
  if (new Set(values).size !== values.length) throw new Malformed('one party stands twice on the paper')
}

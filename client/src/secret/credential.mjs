// The right to cast one secret vote: asked for by name, signed unseen, shown without a name (RFC 9474, Randomized).
//
// A credential in the making is `{pk, sk, parts: [{blinded, inv, prefix}]}`, one part for each issuer of the paper, all
// base64url. `inv` is what tells voter and vote apart: it never leaves the browser but inside the locker.

import { blind, finalize, prepare, verify } from './blind_rsa.mjs'
import { b64u, compare, concat, dst, Malformed, sha256, unb64u } from './bytes.mjs'
import { issuerKey } from './paper.mjs'
import { makeKeys } from './signing.mjs'

const PREFIX = 32

/** A credential in the making for the paper, with a new pseudonym. */
export async function begin({ secret, hash }) {
  const keys = await makeKeys()
  const parts = []
  for (const issuer of secret.issuers) {
    const message = prepare(boundMessage(hash, keys.public))
    const { blinded, inv } = await blind((await issuerKey(issuer)).modulus, message)
    parts.push({ blinded: b64u(blinded), inv: b64u(inv), prefix: b64u(message.subarray(0, PREFIX)) })
  }
  return { parts, pk: b64u(keys.public), sk: b64u(keys.secret) }
}

/** The credentials of a cast, `[{prefix, sig}]`, from the issuers' answers; `Malformed` if one does not hold. */
export async function finish({ secret, hash }, made, blindSignatures) {
  if (blindSignatures.length !== secret.issuers.length || made.parts.length !== secret.issuers.length) {
    throw new Malformed('not one answer for each issuer')
  }
  return Promise.all(secret.issuers.map(async (issuer, at) => {
    const { inv, prefix } = made.parts[at]
    const message = concat(unb64u(prefix, PREFIX), boundMessage(hash, unb64u(made.pk, 32)))
    try {
      const { key, modulus } = await issuerKey(issuer)
      const signature = await finalize(key, modulus, message, unb64u(blindSignatures[at]), unb64u(inv))
      return { prefix, sig: b64u(signature) }
    } catch (fault) {
      throw new Malformed('an issuer’s answer does not hold', { cause: fault })
    }
  }))
}

/** Return if the credentials hold for the pseudonym under the paper's issuers. */
export async function checkCredentials({ secret, hash }, pk, credentials) {
  if (credentials.length !== secret.issuers.length) throw new Malformed('not one credential for each issuer')
  for (const [at, { prefix, sig }] of credentials.entries()) {
    const message = concat(unb64u(prefix, PREFIX), boundMessage(hash, pk))
    const { key } = await issuerKey(secret.issuers[at])
    if (!await verify(key, message, unb64u(sig))) {
      throw new Malformed('a credential does not hold')
    }
  }
}

/** What is authorised for one ballot: this paper, this voter, these blinded messages. */
export async function issueHash(hash, voter, made) {
  const blinded = made.parts.map((part) => unb64u(part.blinded))
  return sha256(dst('authorise-issue'), hash, voter, await sha256(...blinded))
}

/** The passkey's challenge for all of them at once; the order in which they are given does not matter. */
export const issueChallenge = (hashes) => sha256(dst('authorise-issue'), ...[...hashes].sort(compare))

const boundMessage = (hash, pk) => concat(dst('credential'), hash, pk)

// The tree of a log (RFC 9162, section 2.1), its signed heads, and the short codes that people compare.

import { compare, Malformed, number, sha256, text, unb64, unb64u, utf8 } from './bytes.mjs'
import { verify } from './signing.mjs'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ED25519 = number(1, 1)

/** The hash of a leaf. */
export const leafHash = (leaf) => sha256(number(0, 1), leaf)

/** The root over leaf hashes in their order. */
export async function root(hashes) {
  if (!hashes.length) return sha256()
  let level = hashes
  while (level.length > 1) {
    const above = []
    for (let at = 0; at + 1 < level.length; at += 2) above.push(await sha256(ED25519, level[at], level[at + 1]))
    if (level.length % 2) above.push(level.at(-1)) // the last one has no neighbour yet: it stands a level higher
    level = above
  }
  return level[0]
}

const node = (left, right) => sha256(ED25519, left, right)
const half = (value) => Math.floor(value / 2) // sizes may need more than 32 bits

/** Return if the leaf hash is entry `index` under a head `{size, root}` (RFC 9162, 2.1.3.2); else `Malformed`. */
export async function included(leaf, index, { size, root: head }, proof) {
  let [first, second, running] = [index, size - 1, leaf]
  if (!(index >= 0 && index < size)) throw new Malformed('an entry beyond the log')
  for (const step of proof) {
    if (!second) throw new Malformed('a proof that is too long')
    if (first % 2 || first === second) {
      running = await node(step, running)
      while (first && first % 2 === 0) [first, second] = [half(first), half(second)]
    } else {
      running = await node(running, step)
    }
    [first, second] = [half(first), half(second)]
  }
  if (second || compare(running, head) !== 0) throw new Malformed('an entry that is not in the log')
}

/** Return if the later head extends the earlier one, which is not empty (RFC 9162, 2.1.4.2); else `Malformed`. */
export async function extended(earlier, later, proof) {
  const broken = () => new Malformed('a log that was changed or cut')
  if (!(earlier.size > 0 && earlier.size <= later.size)) throw broken()
  if (earlier.size === later.size) {
    if (proof.length || compare(earlier.root, later.root) !== 0) throw broken()
    return
  }
  const path = Number.isInteger(Math.log2(earlier.size)) ? [earlier.root, ...proof] : [...proof]
  if (!path.length) throw broken()
  let [first, second] = [earlier.size - 1, later.size - 1]
  while (first % 2) [first, second] = [half(first), half(second)]
  let [old, now] = [path[0], path[0]]
  for (const step of path.slice(1)) {
    if (!second) throw broken()
    if (first % 2 || first === second) {
      [old, now] = [await node(step, old), await node(step, now)]
      while (first && first % 2 === 0) [first, second] = [half(first), half(second)]
    } else {
      now = await node(now, step)
    }
    [first, second] = [half(first), half(second)]
  }
  if (second || compare(old, earlier.root) !== 0 || compare(now, later.root) !== 0) throw broken()
}

/** `{size, root}` of a checkpoint that the key (base64url) signed under `origin`; else `Malformed`. */
export async function openCheckpoint(note, origin, key) {
  const [body, signatures, ...more] = text(note).split('\n\n')
  const said = body.split('\n')
  if (more.length || said.length !== 3 || !signatures?.endsWith('\n')) throw new Malformed('no checkpoint')
  const [name, size, head] = said
  if (name !== origin || !/^(0|[1-9][0-9]{0,15})$/.test(size)) throw new Malformed('a checkpoint of another log')
  const raw = unb64u(key, 32)
  const mine = (await sha256(utf8(`${origin}\n`), ED25519, raw)).subarray(0, 4)
  const ours = []
  for (const line of signatures.slice(0, -1).split('\n')) {
    const parts = line.split(' ')
    if (parts.length !== 3 || parts[0] !== '—') throw new Malformed('a signature line of a checkpoint')
    const blob = unb64(parts[2])
    if (parts[1] === origin && compare(blob.subarray(0, 4), mine) === 0) ours.push(blob.subarray(4))
  }
  if (ours.length !== 1) throw new Malformed('a checkpoint without the signature of its log')
  await verify(raw, ours[0], utf8(`${body}\n`))
  const found = { size: Number(size), root: unb64(head) }
  if (found.root.length !== 32) throw new Malformed('a root of another length')
  return found
}

/** The twelve signs of a receipt, of a leaf hash in bytes: `K7QM-2F9X-8D4T`. */
export function receiptCode(hash) {
  let bits = 0n
  for (const byte of hash.subarray(0, 8)) bits = bits << 8n | BigInt(byte)
  return groups(signs(bits >> 4n, 12), 4)
}

/** Bytes as signs of Crockford's base32; the last sign is filled with zeros. */
export function crockford(bytes) {
  const length = Math.ceil(bytes.length * 8 / 5)
  let bits = 0n
  for (const byte of bytes) bits = bits << 8n | BigInt(byte)
  return signs(bits << BigInt(length * 5 - bytes.length * 8), length)
}

/** The signs that somebody typed, forgiving what people mistake: small letters, O, I, L, spaces, dashes. */
export const typedSigns = (typed) => typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1').replaceAll(/[^0-9A-Z]/g, '')

/** Signs in groups, to be read and typed. */
export const groups = (all, size) => all.match(new RegExp(`.{1,${size}}`, 'g')).join('-')

/** Twelve digits to read aloud, of a paper's bytes. */
export async function fingerprint(bytes) {
  const hash = await sha256(utf8('scrutin/v1/fingerprint\n'), bytes)
  let value = 0n
  for (const byte of hash) value = value << 8n | BigInt(byte)
  return (value % 10n ** 12n).toString().padStart(12, '0').replace(/(.{4})(.{4})/, '$1 $2 ')
}


function signs(bits, length) {
  let found = ''
  for (let at = length - 1; at >= 0; at -= 1) found += CROCKFORD[Number(bits >> BigInt(at * 5) & 31n)]
  return found
}


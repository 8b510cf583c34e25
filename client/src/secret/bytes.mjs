// Bytes as the protocol writes them: base64url in its one spelling, big-endian numbers, domain strings, SHA-256.
//
// Pure, like everything in this folder: no page, no network, no storage. What is read and is not what it says it is ends
// as `Malformed`; whoever asked decides what a person is told.

export class Malformed extends Error {}

/** Text as UTF-8. */
export const utf8 = (text) => new TextEncoder().encode(text)

/** UTF-8 as text; `Malformed` for bytes that are none. */
export function text(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (fault) {
    throw new Malformed('not UTF-8', { cause: fault })
  }
}

/** The domain string of a purpose. */
export const dst = (name) => utf8(`scrutin/v1/${name}\n`)

/** All parts as one array of bytes. */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A number of 0 to 2^32 - 1 in so many bytes, big-endian. */
export function number(value, length) {
  const bytes = new Uint8Array(length)
  for (let at = length - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256
  return bytes
}

/** Base64url without padding. */
export function b64u(bytes) {
  return b64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The bytes of base64url text, which must be their one spelling and, if asked, of `length` bytes. */
export function unb64u(value, length) {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]*$/.test(value) || value.length % 4 === 1) {
    throw new Malformed('not base64url')
  }
  const bytes = unb64(value.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(value.length / 4) * 4, '='))
  if (b64u(bytes) !== value) throw new Malformed('a second spelling of base64url')
  if (length !== undefined && bytes.length !== length) throw new Malformed(`${bytes.length} bytes instead of ${length}`)
  return bytes
}

/** Base64 with padding, as checkpoints have it. */
export function b64(bytes) {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 4096) binary += String.fromCharCode(...bytes.subarray(at, at + 4096))
  return btoa(binary)
}

/** The bytes of base64 text in its one spelling. */
export function unb64(value) {
  let binary
  try {
    binary = atob(value)
  } catch (fault) {
    throw new Malformed('not base64', { cause: fault })
  }
  const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
  if (b64(bytes) !== value) throw new Malformed('a second spelling of base64')
  return bytes
}

/** Lower-case hexadecimal. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Whether two arrays hold the same bytes; the time it takes says nothing about where they differ. */
export function equal(one, other) {
  if (one.length !== other.length) return false
  return one.reduce((difference, byte, at) => difference | (byte ^ other[at]), 0) === 0
}

/** Which of two arrays comes first, byte by byte: negative, 0 or positive. */
export function compare(one, other) {
  const common = Math.min(one.length, other.length)
  for (let at = 0; at < common; at += 1) if (one[at] !== other[at]) return one[at] - other[at]
  return one.length - other.length
}

/** So many random bytes. */
export const random = (length) => crypto.getRandomValues(new Uint8Array(length))

/** SHA-256 over all parts. */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)))
}

/** HKDF-SHA256 without salt. */
export async function hkdf(ikm, info, length = 32) {
  const key = await crypto.subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8))
}

/** An AES-256-GCM key of 32 bytes. */
export const aesKey = (raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** AES-256-GCM: ciphertext and tag. */
export async function encrypt(key, iv, plain, additionalData = new Uint8Array(0)) {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain))
}

/** What `encrypt` was given; `Malformed` under another key or for changed bytes. */
export async function decrypt(key, iv, ciphertext, additionalData = new Uint8Array(0)) {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, ciphertext))
  } catch (fault) {
    throw new Malformed('this does not open', { cause: fault })
  }
}

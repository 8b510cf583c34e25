// Canonical documents (../../../voting/evidence/FORMAT.md): one way only to write each, and no other is read.

import { Malformed, text, utf8 } from './bytes.mjs'

const DEEPEST = 16
const KEY = /^[a-z0-9_]+$/

/** The canonical bytes of a document; `Malformed` for a value that has none. */
export function encode(document) {
  return utf8(written(document, 0))
}

/** The document in `bytes`, which must be exactly its canonical form. */
export function decode(bytes) {
  const source = text(bytes)
  let document
  try {
    document = JSON.parse(source)
  } catch (fault) {
    throw new Malformed('not JSON', { cause: fault })
  }
  if (written(document, 0) !== source) throw new Malformed('not canonical')
  return document
}

/** The documents of a file of lines, each line ended. */
export function decodeLines(bytes) {
  return lines(bytes).map(decode)
}

/** The lines of a file as bytes, without their ends; a last line that is not ended is refused. */
export function lines(bytes) {
  const found = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start)
    if (end < 0) throw new Malformed('the last line is not ended')
    found.push(bytes.subarray(start, end))
    start = end + 1
  }
  return found
}

/** `document` itself if it is an object with exactly these keys. */
export function expectKeys(document, keys, optional = []) {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) throw new Malformed('no object')
  for (const key of keys) if (!Object.hasOwn(document, key)) throw new Malformed(`${key} is missing`)
  for (const key of Object.keys(document)) {
    if (!keys.includes(key) && !optional.includes(key)) throw new Malformed(`${key} does not belong there`)
  }
  return document
}

/** `document` without its signature. */
export function bare(document) {
  const { sig: _, ...rest } = document
  return rest
}

function written(value, depth) {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) throw new Malformed('a number of another kind')
    return String(value)
  }
  if (value === null || typeof value !== 'object') throw new Malformed('a value of another kind')
  if (depth >= DEEPEST) throw new Malformed('nested too deeply')
  if (Array.isArray(value)) return `[${value.map((inner) => written(inner, depth + 1)).join(',')}]`
  const members = Object.keys(value).sort().map((key) => {
    if (!KEY.test(key)) throw new Malformed('a key of other signs')
    return `"${key}":${written(value[key], depth + 1)}`
  })
  return `{${members.join(',')}}`
}

function quoted(value) {
  try {
    encodeURIComponent(value)
  } catch (fault) {
    throw new Malformed('half a character', { cause: fault })
  }
  if (value.normalize('NFC') !== value) throw new Malformed('not in composed form')
  return JSON.stringify(value)
}

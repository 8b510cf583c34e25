// What a browser must be able to do for a secret vote, tried before anybody votes: keys, sealing, a place to keep them.

import { makeKeys, sign } from '../secret/signing.mjs'
import { openFrom, sealTo } from '../secret/seal.mjs'
import { utf8 } from '../secret/bytes.mjs'
import { forget, read, write } from './vault.mjs'

/** What is missing: null, or "place" (no https), "keys" (too old) or "storage" (private window, storage forbidden). */
export async function missing() {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return 'place'
  try {
    const word = utf8('try')
    await sign(await makeKeys(), word)
    const keys = await makeKeys('X25519')
    await openFrom(keys, word, await sealTo(keys.public, word, word))
  } catch {
    return 'keys'
  }
  try {
    await write('try', { v: 1 })
    if ((await read('try'))?.v !== 1) return 'storage'
    await forget('try')
  } catch {
    return 'storage'
  }
  return null
}

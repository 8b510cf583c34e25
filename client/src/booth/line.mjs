// Asking the register (as the person who is signed in) and the urn (as nobody), over a line that may break.

import { text, unb64u } from '../secret/bytes.mjs'
import { decode } from '../secret/canonical.mjs'
import { padded } from '../secret/cast.mjs'
import { wholeUrn } from '../secret/release.mjs'

const ANSWER_WITHIN_MS = 20_000
const GATEWAY_SILENT = new Set([502, 504])

/** Nobody can say whether what was sent arrived. */
export class Lost extends Error {}

/** An answer that says no, in a sentence for the person. */
export class Refused extends Error {
  constructor(status, { error = '', sentence = '', last = 0 } = {}) {
    super(sentence || error || `status ${status}`)
    Object.assign(this, { status, code: error, sentence, last })
  }
}

/** What the register answers to a question. */
export const ask = (url) => asJson(send(url, { credentials: 'same-origin', headers: { Accept: 'application/json' } }))

/** What the register answers to something that changes it. */
export function tell(url, csrf, body) {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrf }
  return asJson(send(url, { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify(body) }))
}

/** The urn's promise for a cast: no cookie, no referrer, one length for all. */
export async function castInto(ground, leaf, lang) {
  const { paper, secret } = ground
  const answer = await send(`${secret.urn.url}/${paper.ballot}/casts?lang=${lang}`, {
    method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer', body: padded(ground, leaf),
    headers: { 'Content-Type': 'application/octet-stream' },
  })
  return decode(await bytes(await accepted(answer)))
}

/** The whole urn as it stands, checked against its signed head: `{leaves, head}`. */
export async function downloadUrn(ground, readingKey) {
  const { paper, secret } = ground
  const at = `${secret.urn.url}/${paper.ballot}`
  for (let tries = 0; ; tries += 1) {
    const note = await bytesOf(`${at}/checkpoint`, {})
    const file = await bytesOf(`${at}/casts.jsonl`, { 'X-Reading-Key': readingKey })
    try {
      return await wholeUrn(ground, note, file)
    } catch (fault) {
      if (tries) throw fault // once: a batch may have come in between the two
    }
  }
}

/** The paper and its signature as the urn shows them to whoever asks. */
export async function paperFromUrn(url, ballot) {
  const { paper, paper_sig: signature } = await asJson(send(`${url}/${ballot}/paper`, { credentials: 'omit', referrerPolicy: 'no-referrer' }))
  return { bytes: unb64u(paper), signature: unb64u(signature, 64) }
}

async function bytesOf(url, headers) {
  const answer = await send(url, { credentials: 'omit', referrerPolicy: 'no-referrer', headers })
  return bytes(await accepted(answer))
}

const asJson = async (sent) => JSON.parse(text(await bytes(await accepted(await sent))))

/** What an answer holds; `Lost` if the line breaks before its end. */
async function bytes(answer) {
  try {
    return new Uint8Array(await answer.arrayBuffer())
  } catch (fault) {
    throw new Lost('half an answer', { cause: fault })
  }
}

async function send(url, how) {
  let answer
  try {
    answer = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS), ...how })
  } catch (fault) {
    throw new Lost('no answer', { cause: fault })
  }
  if (GATEWAY_SILENT.has(answer.status)) throw new Lost(`a gateway answered ${answer.status}`)
  return answer
}

async function accepted(answer) {
  if (answer.ok && !answer.redirected) return answer
  const said = answer.headers.get('Content-Type')?.includes('json') ? await answer.json().catch(() => ({})) : {}
  throw new Refused(answer.redirected ? 401 : answer.status, said)
}


// The other device: finds the one cast that a picture opens, in the whole urn, and shows what it says.
//
// What the picture holds stands behind the # of the address and is taken out of it at once. It is sent nowhere; the urn
// learns that somebody with its reading key downloaded everything.

import { Malformed } from '../secret/bytes.mjs'
import { decode } from '../secret/canonical.mjs'
import { readCast } from '../secret/cast.mjs'
import { receiptCode } from '../secret/merkle.mjs'
import { readPaper } from '../secret/paper.mjs'
import { open } from '../secret/seal.mjs'
import { downloadUrn, Lost, paperFromUrn, Refused } from './line.mjs'
import { readCheckCode } from './picture.mjs'
import { Stage } from './stage.mjs'

/** Take over the page. */
export async function startCheck(root) {
  const stage = new Stage(root)
  const behind = decodeURIComponent(location.hash.slice(1))
  if (behind) history.replaceState(null, '', location.pathname + location.search)
  if (!await stage.canBegin()) return
  const [field] = stage.all('#typed')
  field.value = behind
  stage.show('ask', { isFirst: true })
  stage.on('check', () => check(stage, field.value))
  stage.on('again', () => check(stage, field.value))
  if (behind) stage.all('[data-do=check]')[0].click()
}

async function check(stage, typed) {
  try {
    const { ballot, readingKey, K } = readCode(typed)
    const { bytes, signature } = await paperFromUrn(stage.root.dataset.urn, ballot)
    const ground = await readPaper(bytes, signature)
    const urn = await downloadUrn(ground, readingKey)
    const found = await search(ground, urn, K)
    if (!found) return stage.show('absent')
    return show(stage, ground, found)
  } catch (fault) {
    if (stage.step !== 'ask') stage.show('ask')
    if (fault instanceof Mistyped) return stage.say('typed')
    if (fault instanceof Lost) return stage.say('offline')
    if (fault instanceof Refused) return stage.say('refused', { refusal: fault.message })
    if (fault instanceof Malformed) return stage.say('broken')
    throw fault
  }
}

/** The cast that K opens, what it says, and whether the same pseudonym cast again after it; null if there is none. */
async function search(ground, urn, K) {
  const casts = urn.leaves.map(({ hash, leaf }) => ({ hash, cast: readCast(ground, leaf) }))
  for (const { hash, cast } of casts) {
    const choice = await open(ground, cast, K).catch(() => null)
    if (!choice) continue
    const isReplaced = casts.some((other) => other.cast.pk === cast.pk && other.cast.seq > cast.seq)
    return { hash, choice: decode(choice), isReplaced }
  }
  return null
}

function show(stage, { paper }, { hash, choice, isReplaced }) {
  const words = (option) => stage.all(`[data-words] [data-option="${CSS.escape(option)}"]`)[0]?.textContent ?? option
  const text = (texts) => texts[stage.lang] ?? Object.values(texts)[0]
  stage.show('said')
  stage.write('organ', paper.organ_name ? text(paper.organ_name) : '')
  stage.write('question', text(paper.question))
  stage.write('choice', said(paper, choice, words))
  stage.write('receipt', receiptCode(hash))
  stage.reveal('[data-newer]', isReplaced)
}

/** What a choice says: options in words; of an election names, in the order of the ranking where there is one. */
function said(paper, choice, words) {
  if (!paper.election) return Object.values(choice).flat().map(words).join(', ')
  const names = Object.fromEntries(paper.election.candidates.map(({ id, name }) => [id, name]))
  const lines = choice.q1
    ? choice.q1.map((id, place) => (paper.election.form === 'ranks' ? `${place + 1}. ${names[id]}` : names[id]))
    : Object.entries(choice).map(([id, marks]) => `${names[id]}: ${marks.map(words).join('') || '–'}`)
  return lines.join('\n') || '–'
}

class Mistyped extends Malformed {}

function readCode(typed) {
  try {
    return readCheckCode(typed)
  } catch (fault) {
    throw new Mistyped('mistyped', { cause: fault })
  }
}

// "Is my vote in the ballot box?": the whole urn comes here, and the receipt is looked for here, so that no request says
// whose it is.

import { Malformed, unb64u } from '../secret/bytes.mjs'
import { encode } from '../secret/canonical.mjs'
import { receiptCode, typedSigns } from '../secret/merkle.mjs'
import { downloadUrn, Lost, Refused } from './line.mjs'
import { download, Stage } from './stage.mjs'
import { Vote } from './vote.mjs'

const SIGNS = 12

/** Take over the page. */
export async function startUrn(root) {
  const stage = new Stage(root)
  if (!await stage.canBegin()) return
  const vote = new Vote(root.dataset, stage.lang)
  try {
    await vote.load()
  } catch (fault) {
    stage.fail(fault)
    return
  }
  stage.show('look', { isFirst: true })
  stage.reveal('[data-mine]', Boolean(vote.last))
  stage.reveal('[data-nothing]', !vote.last)
  const [field] = stage.all('#receipt')
  if (vote.last) {
    const code = receiptCode(unb64u(vote.last.leaf))
    stage.write('receipt', code)
    field.value = code
  }
  stage.reveal('[data-proof]', Boolean(vote.last?.promise?.sig))
  stage.on('proof', () => download(`promise-${vote.ground.paper.ballot}.json`, encode(vote.last.promise)))
  stage.on('look', () => look(stage, vote, field.value))
}

async function look(stage, vote, typed) {
  stage.say(null)
  const signs = typedSigns(typed)
  if (signs.length !== SIGNS) return stage.say('typed')
  try {
    const urn = await downloadUrn(vote.ground, vote.said.reading_key)
    stage.write('size', urn.head.size)
    stage.reveal('[data-size-line]')
    return stage.say(urn.leaves.some(({ hash }) => typedSigns(receiptCode(hash)) === signs) ? 'found' : 'absent')
  } catch (fault) {
    if (fault instanceof Lost) return stage.say('offline')
    if (fault instanceof Malformed) return stage.say('broken')
    throw fault instanceof Refused ? fault : new Error('looking failed', { cause: fault })
  }
}

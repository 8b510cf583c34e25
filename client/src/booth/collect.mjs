// Ballot papers fetched beforehand, all with one tap, where the passkey can lock them away: on the list of the day.
//
// What is fetched rests in the lockers at the register, which only the passkey opens; nothing of it stays on the device.
// Votes that this browser has cast are marked on the list, from its own memory.

import { PasskeyError, sentenceFor } from '../parts/passkey.mjs'
import { b64u, unb64u } from '../secret/bytes.mjs'
import { begin, issueHash } from '../secret/credential.mjs'
import { CODE, codeSecret, lock, newCode, PASSKEY, way } from '../secret/locker.mjs'
import { Lost, Refused, tell } from './line.mjs'
import { missing } from './needs.mjs'
import { Stage } from './stage.mjs'
import { tap } from './tap.mjs'
import { Vote } from './vote.mjs'

/** Take over the notice on the list of the day, and the lines of secret ballots. */
export async function startCollect(root) {
  const stage = new Stage(root)
  if (await missing()) return // the ballot's own page says so, and whom to call
  const votes = []
  for (const line of document.querySelectorAll('[data-secret-ballot]')) {
    const vote = new Vote({ secret: line.dataset.secretBallot, credentials: root.dataset.credentials }, stage.lang)
    try {
      await vote.load()
    } catch {
      continue // one that cannot be read now is no reason to hide the others
    }
    votes.push(vote)
    for (const part of line.querySelectorAll('[data-cast-here]')) part.hidden = !vote.last
  }
  const waiting = votes.filter(({ said }) => said.may_collect && !said.issued)
  if (!waiting.length || !common(waiting).length) return
  root.hidden = false
  stage.on('collect', async () => {
    try {
      stage.say(await collect(waiting, root.dataset.credentials) ? 'collected' : 'unable')
      stage.reveal('[data-do=collect]', false)
    } catch (fault) {
      if (fault instanceof PasskeyError) stage.say('untapped', { 'untapped-why': sentenceFor(fault) })
      else if (fault instanceof Lost) stage.say('offline')
      else if (fault instanceof Refused) stage.say('refused', { refusal: fault.message })
      else throw fault
    }
  })
}

/** Fetch the ballot papers of all these votes; false if the passkey cannot lock them away, and nothing was asked for. */
async function collect(votes, url) {
  const made = await Promise.all(votes.map(({ ground, record }) => record.made ?? begin(ground)))
  const hashes = await Promise.all(votes.map(({ ground, said }, at) =>
    issueHash(ground.hash, unb64u(said.voter, 32), made[at])))
  const { assertion, prf, id } = await tap(hashes, { ...votes[0].said, passkeys: common(votes) })
  if (!prf) return false
  const requests = await Promise.all(votes.map(async ({ ground, record }, at) => {
    const code = record.code ?? newCode()
    const ways = [await way(PASSKEY, prf, id), await way(CODE, codeSecret(code))]
    const locker = b64u(await lock(ground.hash, { code, made: made[at] }, ways))
    return { ballot: ground.paper.ballot, blinded: made[at].parts.map(({ blinded }) => blinded), locker }
  }))
  await tell(url, votes[0].said.csrf, { assertion, requests })
  return true
}

/** The passkeys that may authorise every one of these ballots. */
function common(votes) {
  return votes[0].said.passkeys.filter(({ id }) => votes.every(({ said }) => said.passkeys.some((one) => one.id === id)))
}

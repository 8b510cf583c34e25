// One secret vote, from its ballot paper to the urn's promise. No page here: `screens.mjs` shows what this knows.
//
// The choice is sealed and sent to the urn by nobody in particular; the register learns that a ballot paper was handed
// out. What must survive a reload is kept in the vault before it is needed: the credential in the making before it is
// asked for, the sealed vote before it is sent. Sending the same bytes again is the same vote, so a lost answer is found
// out by sending again.
//
// The record: `{v, code, casts: [{at, choice, key, leaf, promise, seq}], draft, seen}` and, as they come to be, `made` (credential
// in the making), `credentials`, `sending` (`{choice, key, leaf, seq}`, the leaf whole).

import { b64u, equal, Malformed, unb64u } from '../secret/bytes.mjs'
import { checkPromise, makeCast } from '../secret/cast.mjs'
import { begin, finish, issueHash } from '../secret/credential.mjs'
import { CODE, codeSecret, lock, newCode, PASSKEY, unlock, way, ways } from '../secret/locker.mjs'
import { leafHash } from '../secret/merkle.mjs'
import { readPaper } from '../secret/paper.mjs'
import { ask, castInto, downloadUrn, Refused, tell } from './line.mjs'
import { tap } from './tap.mjs'
import { alone, read, write } from './vault.mjs'

/** The ballot paper was fetched elsewhere, and what was tried does not open it. */
export class Locked extends Error {}

export class Vote {
  /** `addresses`: `{secret, credentials}` of the register; `lang` for the urn's sentences. */
  constructor(addresses, lang) {
    this.addresses = addresses
    this.lang = lang
    this.sealed = null
  }

  /** Learn how things stand: paper, what was handed out, what this browser keeps. */
  async load() {
    this.said = await ask(this.addresses.secret)
    const paper = unb64u(this.said.paper)
    this.ground = await readPaper(paper, unb64u(this.said.paper_sig, 64))
    this.name = `${b64u(this.ground.hash)}:${this.said.voter}`
    this.record = await read(this.name) ?? { casts: [], draft: '', seen: 0, v: 1 }
    if (!this.said.issued) return
    if (this.record.made && !this.record.credentials) await this.take(this.said.issued.blind_sigs)
  }

  /** The last vote that this browser knows to be in the urn, or null. */
  get last() {
    return this.record.casts.at(-1) ?? null
  }

  /** Whether the ballot paper was fetched elsewhere and must be opened first. */
  get isLocked() {
    return Boolean(this.said.issued) && !this.record.credentials
  }

  /** The ways in which a locked ballot paper can be opened: `{passkey, code}`. */
  get waysIn() {
    return this.said.issued?.locker ? ways(unb64u(this.said.issued.locker)) : { passkey: false, code: false }
  }

  /** Keep what is marked, so that no reload and no change of language loses it. */
  async mark(draft) {
    this.record.draft = draft
    await this.keep()
  }

  /** Make what will be asked for, so that nothing has to be made between a press and the passkey. */
  async makeReady() {
    if (this.record.made || this.said.issued) return
    this.record.made = await begin(this.ground)
    this.record.code = newCode()
    await this.keep()
  }

  /** Fetch the ballot paper if need be and seal the marked choice; nothing is sent to the urn. */
  async prepare() {
    await alone(this.name, async () => {
      await this.again()
      if (this.isLocked) await this.open()
      else if (!this.record.credentials) await this.collect()
      await this.sealChoice()
    })
  }

  /** Put the sealed choice into the urn; what cannot be found out now ends as `Lost`, and may be called again. */
  async cast() {
    await alone(this.name, async () => {
      await this.again()
      if (!this.record.sending) {
        if (this.sealed?.choice !== this.record.draft || this.sealed?.seq !== this.nextSeq) await this.sealChoice()
        this.record.sending = this.sealed
        await this.keep()
      }
      await this.deliver()
    })
  }

  /** Open the ballot paper that was fetched elsewhere: by passkey, or by the recovery code that somebody typed. */
  async open(typed = null) {
    const locker = unb64u(this.said.issued.locker)
    const by = typed === null ? await this.passkeyWay() : await way(CODE, codeSecret(typed))
    const { code, made } = await unlock(this.ground.hash, locker, by).catch((fault) => {
      throw new Locked('this way does not open it', { cause: fault })
    })
    Object.assign(this.record, { code, made })
    await this.take(this.said.issued.blind_sigs)
    await this.lookForOlder()
  }

  /** Whether a cast of ours is among the leaves of the whole urn as it stands now: `{found, size}`. */
  async find(leaf) {
    const urn = await downloadUrn(this.ground, this.said.reading_key)
    return { found: urn.leaves.some(({ hash }) => b64u(hash) === leaf), size: urn.head.size, urn }
  }

  /** After the close: whether the vote that was on its way is in the urn after all; it then counts as cast. */
  async findSending() {
    const leaf = unb64u(this.record.sending.leaf)
    const hash = await leafHash(leaf)
    const { found } = await this.find(b64u(hash))
    if (found) await this.arrived(hash)
    return found
  }

  /** What another page of this browser may have kept meanwhile comes before what this one remembers. */
  async again() {
    this.record = await read(this.name) ?? this.record
  }

  keep() {
    return write(this.name, this.record)
  }

  async collect() {
    await this.makeReady()
    const { hash } = this.ground
    const { made, code } = this.record
    const inside = [await way(CODE, codeSecret(code))]
    const body = {}
    if (this.said.passkeys.length) {
      const { assertion, prf, id } = await tap([await issueHash(hash, unb64u(this.said.voter, 32), made)], this.said)
      if (prf) inside.unshift(await way(PASSKEY, prf, id))
      body.assertion = assertion
    }
    const locker = b64u(await lock(hash, { code, made }, inside))
    const request = { ballot: this.ground.paper.ballot, blinded: made.parts.map((part) => part.blinded), locker }
    const { issued } = await tell(this.addresses.credentials, this.said.csrf, { ...body, requests: [request] })
    this.said.issued = { blind_sigs: issued[0].blind_sigs, locker }
    await this.take(issued[0].blind_sigs)
  }

  async take(blindSignatures) {
    try {
      this.record.credentials = await finish(this.ground, this.record.made, blindSignatures)
    } catch (fault) {
      if (!(fault instanceof Malformed)) throw fault
      delete this.record.made // another device asked with something else: its locker is the way
      return
    }
    await this.keep()
  }

  async passkeyWay() {
    if (!this.waysIn.passkey || !this.said.passkeys.length) throw new Locked('no passkey opens it')
    const { prf, id } = await tap([], this.said)
    if (!prf) throw new Locked('this passkey opens nothing')
    return way(PASSKEY, prf, id)
  }

  /** What another device has cast already, as far as the urn shows it: the next one must come after. */
  async lookForOlder() {
    const { urn } = await this.find('').catch(() => ({ urn: { leaves: [] } }))
    const mine = new TextEncoder().encode(`"pk":"${this.record.made.pk}"`)
    for (const { leaf } of urn.leaves) {
      if (!includes(leaf, mine)) continue
      this.record.seen = Math.max(this.record.seen, JSON.parse(new TextDecoder().decode(leaf)).seq)
    }
    await this.keep()
  }

  get nextSeq() {
    return Math.max(this.record.seen, this.last?.seq ?? 0) + 1
  }

  async sealChoice() {
    const choice = this.record.draft
    const seq = this.nextSeq
    if (seq > this.ground.secret.urn.max_recasts) throw new Refused(409, { error: 'too_often' })
    const { made, credentials } = this.record
    const cast = await makeCast(this.ground, made, credentials, seq, JSON.parse(choice))
    this.sealed = { choice, key: b64u(cast.K), leaf: b64u(cast.leaf), seq }
  }

  async deliver() {
    const leaf = unb64u(this.record.sending.leaf)
    const hash = await leafHash(leaf)
    try {
      const promise = await castInto(this.ground, leaf, this.lang)
      await checkPromise(this.ground, hash, promise)
      await this.arrived(hash, promise)
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.code !== 'seq') throw fault
      // another device was quicker: the same choice once more, after that one
      this.record.draft = this.record.sending.choice
      this.record.seen = Math.max(fault.last, this.record.sending.seq)
      await this.sealChoice()
      this.record.sending = this.sealed
      await this.keep()
      await this.deliver()
    }
  }

  /** The vote under way is in; `promise` is the urn's signed word, if it gave it in time. */
  async arrived(hash, promise = {}) {
    const { choice, key, seq } = this.record.sending
    this.record.casts.push({ key, at: Math.floor(Date.now() / 1000), choice, leaf: b64u(hash), promise, seq })
    this.record.draft = ''
    delete this.record.sending
    await this.keep()
  }

  /** Give up what was on its way and is known not to have arrived. */
  async giveUp() {
    delete this.record.sending
    await this.keep()
  }
}

function includes(bytes, part) {
  for (let at = bytes.indexOf(part[0]); at >= 0; at = bytes.indexOf(part[0], at + 1)) {
    if (equal(bytes.subarray(at, at + part.length), part)) return true
  }
  return false
}


// A teller's key of one ballot: accepted with one press, tried at once, kept; released with one press after the close.
//
// Both keys are made here. They are kept in this browser's vault, in a locker at the register (opened by the passkey or
// by the printed code), and in a file for whoever wants one. What is released are the shares of the final votes; the key
// itself leaves only in a dispute that two officers have recorded, and after the page has said what that reveals.

import { PasskeyError, sentenceFor } from '../parts/passkey.mjs'
import { b64u, equal, Malformed, random, sha256, unb64u, utf8 } from '../secret/bytes.mjs'
import { decode, encode } from '../secret/canonical.mjs'
import { CODE, codeSecret, lock, newCode, PASSKEY, unlock, way, ways } from '../secret/locker.mjs'
import { dealNonce, signLotsKey } from '../secret/nonce.mjs'
import { readPaper } from '../secret/paper.mjs'
import { rehearsalInfo, rehearse, release, releaseKey, sealedInLog, signKey, sizeOf } from '../secret/release.mjs'
import { sealTo } from '../secret/seal.mjs'
import { makeKeys } from '../secret/signing.mjs'
import { ask, downloadUrn, Lost, Refused, tell } from './line.mjs'
import { download, Stage } from './stage.mjs'
import { tap } from './tap.mjs'
import { read, write } from './vault.mjs'

/** Take over the page of a teller's key. */
export async function startTeller(root) {
  const stage = new Stage(root)
  if (!await stage.canBegin()) return
  try {
    await new Key(stage, root.dataset).begin()
  } catch (fault) {
    stage.fail(fault)
  }
}

class Key {
  constructor(stage, at) {
    this.stage = stage
    this.at = at
  }

  async begin() {
    const { stage } = this
    stage.on('accept', () => this.tried(() => this.accept()))
    stage.on('try', () => this.tried(() => this.tryIt()))
    stage.on('release', () => this.tried(() => this.release()))
    stage.on('release-key', () => this.tried(() => this.releaseKey()))
    stage.on('open-passkey', () => this.tried(() => this.open(null)))
    stage.on('open-code', () => this.tried(() => this.open(stage.all('#code')[0].value)))
    stage.on('file', () => this.download())
    stage.on('print', () => print())
    stage.all('#file')[0].addEventListener('change', (event) => this.tried(() => this.takeFile(event.target.files[0])))
    this.said = await ask(this.at.announced ? this.at.part : this.at.place)
    this.hash = await sha256(utf8(this.at.ballot))
    this.kept = await read(this.name)
    this.enter(true)
    if (this.kept) await this.tried(() => this.deal(this.said.deal_to))
  }

  /** Where the vault keeps it: by place, because tellers may share a browser. */
  get name() {
    return `teller:${this.at.ballot}:${this.said.index}`
  }

  /** The step at which this teller stands. */
  enter(isFirst = false) {
    const { stage, said } = this
    if (!this.at.announced) return stage.show(said.accepted && said.rehearsed ? 'wait' : 'accept', { isFirst })
    if ((said.released || said.dispute) && !this.isAskedForKey) return stage.show(said.dispute?.released ? 'key-released' : 'released', { isFirst })
    if (!said.sealed) return stage.show('wait', { isFirst })
    if (!this.kept) return this.askForKey(isFirst)
    return this.isAskedForKey ? this.showDispute(isFirst) : stage.show('release', { isFirst })
  }

  /** Whether the key itself is wanted of this teller: in a dispute that is still open. */
  get isAskedForKey() {
    const { dispute } = this.said
    return Boolean(dispute?.open) && !dispute.released
  }

  showDispute(isFirst) {
    const { stage, said: { dispute } } = this
    stage.show('dispute', { isFirst })
    for (const name of ['reason', 'unopened', 'needed']) stage.write(name, dispute[name])
    stage.write('until', stage.instant(dispute.until))
  }

  askForKey(isFirst = false) {
    const inside = this.said.locker ? ways(unb64u(this.said.locker)) : { passkey: false, code: true }
    this.stage.show('open', { isFirst })
    this.stage.reveal('[data-way=passkey]', inside.passkey && Boolean(this.said.passkeys?.length))
  }

  /** Do `act`; what goes wrong is said in place. */
  async tried(act) {
    const { stage } = this
    stage.say(null)
    try {
      await act()
    } catch (fault) {
      if (fault instanceof PasskeyError) stage.say('fault', { fault: sentenceFor(fault) })
      else if (fault instanceof Lost) stage.say('offline')
      else if (fault instanceof Refused && fault.status !== 401) stage.say('fault', { fault: fault.message })
      else if (fault instanceof Malformed) stage.say('malformed')
      else throw fault
    }
  }

  async accept() {
    const { ballot } = this.at
    const { index, csrf } = this.said = await ask(this.at.place)
    const [identity, keys, code] = [await makeKeys(), await makeKeys('X25519'), newCode()]
    const state = { code, identity: shown(identity), index, keys: shown(keys), log: this.said.checkpoint ?? '', v: 1 }
    const inside = [await way(CODE, codeSecret(code))]
    if (this.said.passkeys?.length) {
      const { prf, id } = await tap([], this.said)
      if (prf) inside.unshift(await way(PASSKEY, prf, id))
    }
    const locker = b64u(await lock(this.hash, state, inside))
    await write(this.name, state) // before anybody counts on it
    this.kept = state
    this.said.locker = locker
    const sig = await signKey(identity, ballot, index, keys.public)
    const lots = this.said.draws_lots ? { lots: await signLotsKey(identity, keys, ballot, index) } : {}
    const key = { id: state.identity.public, index, locker, pk: state.keys.public, sig, ...lots }
    const { rehearsal } = await tell(this.at.key, csrf, key)
    const to = await this.rehearse(rehearsal)
    this.stage.show('kept')
    this.stage.write('code', code)
    await this.deal(to)
  }

  /** Open the rehearsal; to whom a part of the lots is to be dealt then. */
  async rehearse(sealed) {
    const { index, keys } = this.kept
    const plain = await rehearse(taken(keys), this.at.ballot, index, unb64u(sealed))
    const { deal_to: to } = await tell(this.at.rehearsal, this.said.csrf, { plain: b64u(plain) })
    return to
  }

  /** This teller's part of an election's lots, once all tellers have their keys. */
  async deal(to = []) {
    if (!to.length) return
    const { csrf, subject, t } = this.said
    const part = await dealNonce(taken(this.kept.identity), this.at.ballot, t, to, subject)
    await tell(this.at.lots, csrf, part)
  }

  /** On the day: the same key must still open what is sealed to it. */
  async tryIt() {
    if (!this.kept) return this.askForKey()
    if (this.said.rehearsal) await this.deal(await this.rehearse(this.said.rehearsal))
    else await this.tryPaper()
    return this.stage.say('works')
  }

  /** Once the paper is out: the key must open what is sealed to the one that stands on it. */
  async tryPaper() {
    const { secret } = await readPaper(unb64u(this.said.paper), unb64u(this.said.paper_sig, 64))
    const [word, info] = [random(32), await rehearsalInfo(this.at.ballot, this.said.index)]
    const sealed = await sealTo(unb64u(secret.trustees[this.said.index].pk, 32), info, word)
    const found = await rehearse(taken(this.kept.keys), this.at.ballot, this.said.index, sealed)
    if (!equal(found, word)) throw new Malformed('the key of another ballot')
  }

  async open(typed) {
    let by
    if (typed === null) {
      const { prf, id } = await tap([], this.said)
      if (!prf) throw new Malformed('this passkey opens nothing')
      by = await way(PASSKEY, prf, id)
    } else {
      by = await way(CODE, codeSecret(typed))
    }
    if (!this.said.locker) throw new Malformed('no locker and no file')
    this.kept = await unlock(this.hash, unb64u(this.said.locker), by)
    await write(this.name, this.kept)
    this.enter()
  }

  async takeFile(file) {
    const { ballot, locker } = decode(new Uint8Array(await file.arrayBuffer()))
    if (ballot !== this.at.ballot) throw new Malformed('the file of another ballot')
    this.said.locker = locker
    this.stage.say('file-taken')
  }

  download() {
    download(`key-${this.at.ballot}.json`, encode({ ballot: this.at.ballot, locker: this.said.locker }))
  }

  /** The paper, the urn that was sealed, and who we are in it; `Malformed` if anything of it does not match. */
  async sealed() {
    const { kept } = this
    const log = kept.log ?? '' // keys that were accepted before this was kept
    const said = await ask(`${this.at.part}?since=${sizeOf(log)}`)
    const ground = await readPaper(unb64u(said.paper), unb64u(said.paper_sig, 64))
    const mine = ground.secret.trustees[said.index]
    if (mine.id !== kept.identity.public || mine.pk !== kept.keys.public) throw new Malformed('the key of another ballot')
    const urn = await downloadUrn(ground, said.reading_key)
    if (urn.head.root !== said.urn.root || urn.head.size !== said.urn.size) throw new Malformed('two different urns')
    await sealedInLog(ground, said.log, said, said.log.since ? log : '')
    return { ground, urn, who: { index: said.index, identity: taken(kept.identity), keys: taken(kept.keys) } }
  }

  async release() {
    const { said, stage } = this
    const { ground, urn, who } = await this.sealed()
    const { document, file } = await release(ground, who, urn, said.issue, (done, all) => stage.progress(done, all))
    if (document.shares.size > said.issue.size) throw new Malformed('more votes than ballot papers')
    const { counted } = await tell(this.at.release, said.csrf, { document, shares: b64u(file) })
    stage.show('released')
    stage.reveal('[data-counted]', counted)
  }

  async releaseKey() {
    const { said, stage } = this
    if (!stage.all('#understood')[0].checked) return stage.say('unticked')
    const { ground, urn, who } = await this.sealed()
    const document = await releaseKey(ground, who, urn, said.issue)
    const { counted } = await tell(this.at.keyRelease, said.csrf, { document })
    stage.show('key-released')
    return stage.reveal('[data-counted]', counted)
  }
}

const shown = (keys) => ({ public: b64u(keys.public), secret: b64u(keys.secret) })
const taken = (keys) => ({ public: unb64u(keys.public, 32), secret: unb64u(keys.secret, 32) })

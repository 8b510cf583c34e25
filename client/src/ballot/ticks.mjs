// Ticks on a long list: searched, filtered by group, counted; the most that may be ticked is never passed.

import { say } from './say.mjs'

export class Ticks {
  constructor(form) {
    this.form = form
    this.most = Number(form.dataset.most)
    this.boxes = [...form.querySelectorAll('input[type=checkbox][name=q1]')]
    this.find = form.querySelector('[data-find]')
    this.group = form.querySelector('[data-filter]')
    form.querySelector('[data-tools]').hidden = false
    for (const box of this.boxes) box.addEventListener('change', () => this.hold(box))
    this.find.addEventListener('input', () => this.filter())
    this.group?.addEventListener('change', () => this.filter())
    form.querySelector('[data-all]').addEventListener('click', () => this.showAll())
    form.querySelector('[data-seek]').addEventListener('click', () => this.find.focus())
    this.count()
  }

  read() {
    return { q1: this.boxes.filter((box) => box.checked).map((box) => box.value) }
  }

  fill(choice) {
    const ticked = new Set(choice?.q1 ?? [])
    for (const box of this.boxes) box.checked = ticked.has(box.value)
    this.count()
  }

  onChange(tell) {
    this.tell = tell
  }

  words(choice) {
    const ticked = new Set(choice.q1)
    return this.boxes.filter((box) => ticked.has(box.value)).map((box) => box.dataset.words)
  }

  isBlank(choice) {
    return !choice.q1.length
  }

  /** One tick too many is taken back, and said. */
  hold(box) {
    const ticked = this.read().q1.length
    if (ticked > this.most) {
      box.checked = false
      this.count()
      return say(this.form, this.form.dataset.full, { most: this.most })
    }
    this.count()
    this.tell?.()
  }

  count() {
    const { words } = this.form.dataset
    say(this.form, words, { ticked: this.read().q1.length, most: this.most })
  }

  /** Show whom the words and the group name; who is ticked stays ticked whether shown or not. */
  filter() {
    const wanted = plain(this.find.value).split(/\s+/).filter(Boolean)
    const group = this.group?.value ?? ''
    let shown = 0
    for (const row of this.form.querySelectorAll('[data-candidate]')) {
      const isTicked = row.querySelector('input').checked
      const isOfGroup = !group || (group === 'ticked' ? isTicked : row.dataset.group === group)
      row.hidden = !(isOfGroup && wanted.every((word) => plain(row.dataset.candidate).includes(word)))
      shown += !row.hidden
    }
    for (const part of this.form.querySelectorAll('[data-part]')) {
      part.hidden = !part.querySelector('[data-candidate]:not([hidden])')
    }
    this.form.querySelector('[data-nobody]').hidden = shown > 0
    const isWhole = !wanted.length && !group
    this.form.querySelector('[data-all]').hidden = isWhole
    this.form.querySelector('[data-seek]').hidden = !isWhole
  }

  showAll() {
    this.find.value = ''
    if (this.group) this.group.value = ''
    this.filter()
    this.find.focus()
  }
}

/** Without accents and capitals, so that Perez finds Pérez. */
const plain = (words) => words.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

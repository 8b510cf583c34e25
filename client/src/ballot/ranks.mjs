// A ranking: by select boxes, by Up and Down, by keyboard; dragging is only an extra. Every change is read out.

import { say } from './say.mjs'

export class Ranks {
  constructor(form) {
    this.form = form
    this.ranked = form.querySelector('[data-ranked]')
    this.rest = form.querySelector('[data-rest]')
    this.rows = [...form.querySelectorAll('[data-candidate]')]
    this.order = []
    for (const row of this.rows) this.attend(row)
    this.ranked.addEventListener('dragover', (event) => event.preventDefault())
    this.ranked.addEventListener('drop', (event) => this.drop(event))
    this.draw()
  }

  read() {
    return { q1: [...this.order] }
  }

  fill(choice) {
    this.order = [...choice?.q1 ?? []]
    this.draw()
  }

  onChange(tell) {
    this.tell = tell
  }

  words(choice) {
    return choice.q1.map((id, place) => `${place + 1}. ${this.row(id).dataset.words}`)
  }

  isBlank(choice) {
    return !choice.q1.length
  }

  row(id) {
    return this.rows.find((row) => row.dataset.id === id)
  }

  attend(row) {
    const { id } = row.dataset
    const place = row.querySelector('select')
    place.addEventListener('change', () => this.move(id, Number(place.value), place))
    for (const button of row.querySelectorAll('[data-move]')) {
      button.addEventListener('click', () => this.step(id, Number(button.dataset.move), button))
    }
    row.addEventListener('dragstart', (event) => event.dataTransfer.setData('text/plain', id))
  }

  /** One place up (-1) or down (1); from below the ranking, Up puts a candidate at its end. */
  step(id, by, button) {
    const place = this.order.indexOf(id) + 1
    const to = place ? place + by : this.order.length + 1
    this.move(id, to > this.order.length && place ? 0 : to, button)
  }

  /** Put a candidate at `place`, from 1; 0 takes it out of the ranking. */
  move(id, place, from) {
    this.order = this.order.filter((other) => other !== id)
    if (place > 0) this.order.splice(Math.min(place, this.order.length + 1) - 1, 0, id)
    this.draw()
    from?.focus()
    const row = this.row(id)
    const at = this.order.indexOf(id) + 1
    const { placed, unplaced } = this.form.dataset
    say(this.form, at ? placed : unplaced, { name: row.dataset.name, place: at, all: this.order.length })
    this.tell?.()
  }

  drop(event) {
    event.preventDefault()
    const id = event.dataTransfer.getData('text/plain')
    const over = event.target.closest('[data-candidate]')
    if (!this.row(id)) return
    const place = over && this.order.includes(over.dataset.id) ? this.order.indexOf(over.dataset.id) + 1 : this.order.length + 1
    this.move(id, place, this.row(id).querySelector('select'))
  }

  /** The ranked in their order, the others below in the paper's; places and buttons as they can be used. */
  draw() {
    const kept = document.activeElement
    for (const [at, id] of this.order.entries()) this.put(this.ranked, this.row(id), at + 1)
    for (const row of this.rows) if (!this.order.includes(row.dataset.id)) this.put(this.rest, row, 0)
    this.form.querySelector('[data-none]').hidden = this.order.length > 0
    this.form.querySelector('[data-others]').hidden = this.order.length === this.rows.length
    if (this.form.contains(kept)) kept.focus()
  }

  put(list, row, place) {
    list.append(row)
    row.querySelector('select').value = String(place)
    row.querySelector('[data-place]').textContent = place ? `${place}.` : ''
    row.querySelector('[data-move="-1"]').disabled = place === 1
    row.querySelector('[data-move="1"]').disabled = !place
  }
}

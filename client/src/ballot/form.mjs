// What a voter marks on a ballot paper, whatever the form: one option, ticks, a ranking, or yes and no for each.
//
// `read()` is the choice as a document ({"q1": ["yes"]}) or null where something must be marked; `fill(choice)` puts it
// back; `words(choice)` are the lines of the Check screen; `isBlank(choice)` says that nothing is marked. The page holds
// the state; nothing is sent from here, and a choice that the paper does not allow cannot be made.

import { Each } from './each.mjs'
import { Ranks } from './ranks.mjs'
import { Ticks } from './ticks.mjs'

/** The form on the page under `root`. */
export function formOf(root) {
  const form = root.querySelector('[data-form]')
  const kinds = { ticks: Ticks, ranks: Ranks, each: Each }
  return form ? new kinds[form.dataset.form](form) : new One(root)
}

/** One of a few options, none of them marked beforehand. */
class One {
  constructor(root) {
    this.radios = [...root.querySelectorAll('.options input[type=radio]')]
  }

  read() {
    const marked = this.radios.find((radio) => radio.checked)
    return marked ? { q1: [marked.value] } : null
  }

  fill(choice) {
    for (const radio of this.radios) radio.checked = Boolean(choice) && choice.q1[0] === radio.value
  }

  onChange(tell) {
    for (const radio of this.radios) radio.addEventListener('change', tell)
  }

  words(choice) {
    return choice.q1.map((option) => {
      const radio = this.radios.find(({ value }) => value === option)
      return radio?.closest('label').querySelector('.option__word').textContent ?? option
    })
  }

  isBlank() {
    return false
  }
}

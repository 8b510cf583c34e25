// Yes, no or abstain for each candidate; whoever is left without a mark has a blank answer.

import { say } from './say.mjs'

export class Each {
  constructor(form) {
    this.form = form
    this.rows = [...form.querySelectorAll('[data-candidate]')]
    for (const radio of form.querySelectorAll('input[type=radio]')) {
      radio.addEventListener('change', () => {
        this.count()
        this.tell?.()
      })
    }
    this.count()
  }

  read() {
    return Object.fromEntries(this.rows.map((row) => {
      const marked = row.querySelector('input:checked')
      return [row.dataset.id, marked?.value ? [marked.value] : []]
    }))
  }

  fill(choice) {
    for (const row of this.rows) {
      const marked = choice?.[row.dataset.id]?.[0] ?? ''
      for (const radio of row.querySelectorAll('input')) radio.checked = radio.value === marked && marked !== ''
    }
    this.count()
  }

  onChange(tell) {
    this.tell = tell
  }

  words(choice) {
    return this.rows.map((row) => {
      const answer = choice[row.dataset.id]?.[0]
      const radio = answer && row.querySelector(`input[value="${answer}"]`)
      const word = radio ? radio.closest('label').textContent.trim() : this.form.dataset.unmarked
      return `${row.dataset.words}: ${word}`
    })
  }

  isBlank(choice) {
    return Object.values(choice).every((marks) => !marks.length)
  }

  count() {
    const answered = this.rows.filter((row) => row.querySelector('input:checked')).length
    say(this.form, this.form.dataset.words, { answered, all: this.rows.length })
  }
}

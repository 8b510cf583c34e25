// The one place of a form that is read out: a sentence of the page with numbers and names put in.

/** Write `words`, with each `{name}` filled in, into the form's status. */
export function say(form, words, fill) {
  const place = form.querySelector('[data-status]')
  const said = words.replaceAll(/\{(\w+)\}/g, (_, name) => fill[name])
  if (place.textContent !== said) place.textContent = said
}

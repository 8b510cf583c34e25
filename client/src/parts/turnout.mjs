// Turnout that stays current: how many have voted, never who and never what.
//
// For `[data-turnout-url]`: asks that address every five seconds for `{"voted", "entitled", "text", "state"}` and writes
// `text` into `[data-turnout]` and the numbers into `meter` or `progress` inside. When `state` is no longer
// `data-state` the page is loaded again, unless something is being written on it. Rests while nobody looks.

const EVERY_MS = 5_000

/** Follow every turnout under `root`. */
export function followTurnout(root) {
  for (const place of root.querySelectorAll('[data-turnout-url]')) follow(place)
}

function follow(place) {
  let timer = 0

  const look = async () => {
    clearTimeout(timer)
    if (document.hidden) return
    const turnout = await ask(place.dataset.turnoutUrl)
    if (turnout && place.dataset.state && turnout.state !== place.dataset.state && !isBeingWritten()) {
      location.reload()
      return
    }
    if (turnout) write(place, turnout)
    clearTimeout(timer)
    timer = setTimeout(look, EVERY_MS)
  }

  document.addEventListener('visibilitychange', look)
  timer = setTimeout(look, EVERY_MS)
}

async function ask(url) {
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store',
      signal: AbortSignal.timeout(EVERY_MS),
    })
    return response.ok ? await response.json() : null
  } catch {
    return null // the next look comes in five seconds; old figures are better than none
  }
}

function write(place, { voted, entitled, text }) {
  for (const gauge of place.querySelectorAll('meter, progress')) {
    gauge.max = entitled
    gauge.value = voted
    gauge.textContent = text
  }
  for (const words of place.querySelectorAll('[data-turnout]')) if (words.textContent !== text) words.textContent = text
}

/** Whether somebody would lose what they wrote if the page were loaded again. */
function isBeingWritten() {
  return [...document.querySelectorAll('textarea, input[type=text]')].some((field) => field.value !== field.defaultValue)
}

// The code of a sign-in letter, which stands behind the # of its link and so in no server's log.
//
// For `[data-from-fragment]`: written into the field and taken out of the address, also when the link is opened in a tab
// that shows the page already. A person still presses the button, because mail scanners open links too.

const CODE = /^[0-9A-Za-z_-]{4,128}$/

/** Fill the fields under `root` that wait for the code. */
export function fillFromFragment(root) {
  const fields = root.querySelectorAll('[data-from-fragment]')
  if (!fields.length) return
  const fill = () => {
    const code = location.hash.slice(1)
    if (!CODE.test(code) || root.getElementById(code)) return // a place on the page, such as #main, is no code
    for (const field of fields) field.value = code
    history.replaceState(null, '', location.pathname + location.search)
  }
  fill()
  addEventListener('hashchange', fill)
}

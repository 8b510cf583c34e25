// The code of a sign-in letter, which stands behind the # of its link and so in no server's log.
//
// For `[data-from-fragment]`: written into the field and taken out of the address. A person still presses the button,
// because mail scanners open links too.

const CODE = /^[0-9A-Za-z_-]{4,128}$/

/** Fill the fields under `root` that wait for the code. */
export function fillFromFragment(root) {
  const code = location.hash.slice(1)
  if (!CODE.test(code)) return
  const fields = root.querySelectorAll('[data-from-fragment]')
  for (const field of fields) field.value = code
  if (fields.length) history.replaceState(null, '', location.pathname + location.search)
}

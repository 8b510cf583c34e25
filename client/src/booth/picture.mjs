// The choice check's code: what another device needs to show what one sealed vote says. Drawn here, sent nowhere.
//
// `ballot.reading key.K`, behind the # of the address, which no browser sends to a server. Whoever has it can prove the
// vote; the page says so before it draws anything.

import { generate } from 'lean-qr'

import { Malformed, unb64u } from '../secret/bytes.mjs'

const SCALE = 6
const EDGE = 4

/** The code of a vote. */
export const checkCode = (ballot, readingKey, K) => `${ballot}.${readingKey}.${K}`

/** `{ballot, readingKey, K}` of a code, as it came behind the # or was typed. */
export function readCheckCode(typed) {
  const [ballot, readingKey, K, ...more] = typed.trim().replaceAll(/\s/g, '').split('.')
  if (more.length || !ballot || !readingKey || !K) throw new Malformed('not a code of this kind')
  return { ballot, readingKey, K: unb64u(K, 32) }
}

/** The address to photograph. */
export const checkAddress = (page, code) => `${page}#${code}`

/** Draw `text` as a QR code, black on white, with its quiet edge. */
export function draw(canvas, text) {
  const code = generate(text)
  const size = (code.size + 2 * EDGE) * SCALE
  canvas.width = size
  canvas.height = size
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, size, size)
  pen.fillStyle = '#000'
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) pen.fillRect((x + EDGE) * SCALE, (y + EDGE) * SCALE, SCALE, SCALE)
    }
  }
}

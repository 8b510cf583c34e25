// Bytes as the service writes them: base64url without padding, SHA-256, and the domain string of a purpose.

/** Base64url of bytes, without padding. */
export function toB64u(bytes) {
  let text = ''
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The bytes of base64url text. */
export function fromB64u(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
}

/** The bytes of several pieces (bytes, or text as UTF-8), one after another. */
export function joined(...pieces) {
  const parts = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : new Uint8Array(piece)))
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** SHA-256 of several pieces, one after another. */
export async function sha256(...pieces) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...pieces)))
}

/** The domain string that keeps what is made for one purpose from serving another. */
export function domain(purpose) {
  return `scrutin/v1/${purpose}\n`
}

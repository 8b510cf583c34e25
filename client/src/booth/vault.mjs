// What this browser keeps of a secret ballot: in IndexedDB, each record under a key that no script can read out.
//
// The key is made by the browser and cannot be extracted. Nothing is ever written into localStorage, and nothing in clear
// into IndexedDB. Signing out clears all of it; what must outlast that is in the locker.

import { decrypt, encrypt, random } from '../secret/bytes.mjs'
import { decode, encode } from '../secret/canonical.mjs'

const [DATABASE, STORE, VERSION] = ['scrutin', 'ballots', 1]

/** The record of that name, or null; one that does not open any more is the same as none. */
export async function read(name) {
  const kept = await transact('readonly', (store) => store.get(name))
  if (!kept) return null
  try {
    return decode(await decrypt(kept.key, kept.iv, kept.sealed))
  } catch {
    return null
  }
}

/** Keep `record` (a document), durably before this answers. */
export async function write(name, record) {
  const kept = await transact('readonly', (store) => store.get(name))
  const key = kept?.key ?? await newKey()
  const iv = random(12)
  const sealed = await encrypt(key, iv, encode(record))
  await transact('readwrite', (store) => store.put({ name, key, iv, sealed }))
}

/** Forget the record of that name. */
export const forget = (name) => transact('readwrite', (store) => store.delete(name))

/** Do `act` while no other page of this browser does anything under that name. */
export const alone = (name, act) => (navigator.locks ? navigator.locks.request(`scrutin ${name}`, act) : act())

const newKey = () => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

async function transact(mode, ask) {
  const database = await opened()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' })
      const request = ask(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'name' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

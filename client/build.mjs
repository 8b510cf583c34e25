// From client/src to voting/web/static/dist: every file directly in src is an entry, what it imports lies in a folder.
//
// Output names carry a hash of their content, so a page can never get an old file under a new name. manifest.json says
// which file an entry became, {"app.mjs": {file, integrity, bytes}}, with the hash that the page puts into `integrity`;
// an auditor builds again and compares. Old files go last and the manifest is renamed into place: a service that is
// running meanwhile always finds its files.

import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const source = join(here, 'src')
const target = join(here, '..', 'voting', 'web', 'static', 'dist')

const entries = (await readdir(source)).filter((name) => /\.(mjs|css)$/.test(name)).sort()
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => join(source, name)),
  outdir: target,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'safari16', 'chrome109', 'firefox115'],
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
})

const manifest = {}
const kept = new Set(['manifest.json'])
for (const [path, output] of Object.entries(metafile.outputs)) {
  const file = basename(path)
  kept.add(file)
  if (!output.entryPoint) continue
  const bytes = await readFile(join(here, path))
  const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`
  manifest[basename(output.entryPoint)] = { file, integrity, bytes: bytes.length }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)))
await writeFile(join(target, 'manifest.json.new'), `${JSON.stringify(sorted, null, 2)}\n`)
await rename(join(target, 'manifest.json.new'), join(target, 'manifest.json'))
for (const file of await readdir(target)) if (!kept.has(file)) await rm(join(target, file))

// Bundles the portal into functions/portal/static: hashed names, and everything compressed once, here.
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '..', 'functions', 'portal', 'static')
const draft = `${target}.draft`
const smallest = 1000 // below that, a packet is a packet

await rm(draft, { recursive: true, force: true })
await mkdir(join(draft, 'assets'), { recursive: true })

const result = await build({
  absWorkingDir: here,
  entryPoints: { portal: 'src/main.tsx' },
  outdir: join(draft, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  metafile: true,
  legalComments: 'linked',
  logLevel: 'warning',
  loader: { '.svg': 'file' },
})

const outputs = Object.entries(result.metafile.outputs)
const [script, made] = outputs.find(([, one]) => one.entryPoint === 'src/main.tsx')
const name = (path) => path.slice(path.lastIndexOf('/') + 1)

const page = (await readFile(join(here, 'src', 'index.html'), 'utf8'))
  .replace('portal.js', `assets/${name(script)}`)
  .replace('portal.css', `assets/${name(made.cssBundle)}`)
await writeFile(join(draft, 'index.html'), page)
await copyFile(join(here, 'src', 'icon.svg'), join(draft, 'icon.svg'))

const files = outputs.map(([path]) => join('assets', name(path)))
let firstView = 0
const first = new Set([script, made.cssBundle].map(name))
for (const { path } of made.imports.filter((one) => one.kind === 'import-statement')) first.add(name(path))
for (const file of [...files, 'index.html', 'icon.svg']) {
  const path = join(draft, file)
  const content = await readFile(path)
  if (content.length < smallest) continue
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
  const small = brotliCompressSync(content, quality)
  await writeFile(`${path}.br`, small)
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }))
  if (first.has(name(file)) || file === 'index.html') firstView += small.length
}

await rm(target, { recursive: true, force: true })
await rename(draft, target)
const digest = createHash('sha256').update(page).digest('hex').slice(0, 8)
console.log(`portal: built ${digest}, ${(firstView / 1000).toFixed(1)} kB for the first view`)

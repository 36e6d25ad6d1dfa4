// What a page's bundle holds of a backend that it does not start: nothing. What a server's bundle says of one that it cannot: the way out.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { known } from '../../lib/shape/invariant.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const bundled = async (...names: readonly string[]): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names.join(', ')} } from './lib/index.js'`, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    external: ['node:*', '@tensorflow/*'],
    logLevel: 'error',
  })
  return known(outputFiles[0]).text
}

/** One of WebGL's words, one of WASM's; `fit` starts WASM in its workers, `forward` no backend at all. */
const holds = (text: string) => ({ webgl: text.includes('sampler2D'), wasm: text.includes('tfjs-backend-wasm') })

test.each([
  { names: ['startWasm', 'fit'], held: { webgl: false, wasm: true } },
  { names: ['startWebgl', 'forward'], held: { webgl: true, wasm: false } },
  { names: ['startBest'], held: { webgl: true, wasm: true } },
  { names: ['forward'], held: { webgl: false, wasm: false } },
])('a bundle of $names', async ({ names, held }) => {
  expect(holds(await bundled(...names))).toEqual(held)
})

const server = `
import { either as E } from 'fp-ts'
import { errorMessage, startWasm } from 'narrownet'
console.log(E.match(errorMessage, () => 'started')(await startWasm()()))
`

test.each([
  { external: ['narrownet'], says: 'started' },
  { external: [], says: 'the wasm backend cannot start: .+; a bundle for Node leaves narrownet out: esbuild does by --external:narrownet' },
])('a bundle for Node, without $external', async ({ external, says }) => {
  // inside the repository, where 'narrownet' is the built package
  const work = join(root, '.doctest')
  await mkdir(work, { recursive: true })
  const folder = await mkdtemp(join(work, 'bundle-'))
  try {
    const outfile = join(folder, 'server.mjs')
    const stdin = { contents: server, resolveDir: root }
    await build({ stdin, bundle: true, outfile, platform: 'node', format: 'esm', external: [...external], logLevel: 'error' })
    const { stdout } = await promisify(execFile)(process.execPath, [outfile])
    expect(stdout.trim()).toMatch(new RegExp(`^${says}$`))
  } finally {
    await rm(folder, { recursive: true })
  }
})

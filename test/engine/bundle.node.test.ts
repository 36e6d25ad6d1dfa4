// What a page's bundle holds of a backend that it does not start: nothing.
import { fileURLToPath } from 'node:url'
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

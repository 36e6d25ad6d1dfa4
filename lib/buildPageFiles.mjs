/**
 * Makes the two files that a page loads by their URL: tfjs's .wasm file, copied beside the module that looks for it, and the worker, in one file.
 * `npm run build` runs this after the compiler.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const binary = 'tfjs-backend-wasm-simd.wasm'

// In `lib` too, where the browser suites run the sources.
for (const folder of ['lib', 'dist/lib'])
  copyFileSync(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', binary), join(root, folder, 'engine/wasm', binary))

const worker = join(root, 'dist/lib/training/parallel/pageWorker.js')
await build({
  entryPoints: [worker],
  outfile: worker,
  allowOverwrite: true,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  // A worker is told its paths. A bundler that reads this file must not look for what lies beside other modules.
  define: { 'import.meta.url': 'undefined', __filename: 'undefined', __dirname: 'undefined' },
  banner: { js: '/* narrownet and what it is built on; THIRD-PARTY-LICENSES.txt names each part and its licence. */' },
  logLevel: 'error',
})
// What it imports by a URL that it is told is no bundler's to look for. The comments that say so are lost with the white space.
const imports = /\bimport\(([\w$]+)\)/g
writeFileSync(worker, readFileSync(worker, 'utf8').replace(imports, 'import(/* @vite-ignore */ /* webpackIgnore: true */ $1)'))
// The compiler's map is not of this file.
rmSync(`${worker}.map`, { force: true })

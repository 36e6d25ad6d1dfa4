/**
 * `npm run bench`: the engine against its peers and against what the machine could do. `npm run bench -- --help` explains the options.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { watchOutput } from '../main/output.js'
import { benchmarks } from './benchmarks.js'
import { browserDocument } from './browser/browserDocument.js'
import { measure } from './browser/measure.js'
import { document } from './document.js'
import { startEngines } from './engines.js'
import type { Row } from './row.js'
import { rowText } from './rowText.js'

const target = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url))
const browserTarget = fileURLToPath(new URL('../../../docs/benchmarks-browser.md', import.meta.url))

const help = `npm run bench -- [options]

  --only PATTERN   only rows whose "group name" the regular expression matches
  --json           print the rows as JSON, and nothing else
  --quick          a smoke run: few rounds, no peers
  --browser        in Chromium ($CHROMIUM), on WebGL and WASM, against tfjs-layers and jax-js (WebGPU); with --quick our step of the ConvNet alone
  --angle NAME     which back end of ANGLE draws there: swiftshader (default, a software renderer), vulkan, gl-egl

Without --only and --quick the results are written to docs/benchmarks.md, those of --browser to docs/benchmarks-browser.md.
`

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

const run = async (): Promise<void> => {
  const json = process.argv.includes('--json')
  const quick = process.argv.includes('--quick')
  const only = option('--only')
  const wanted = new RegExp(only ?? '', 'i')
  const engines = await startEngines(quick, availableParallelism())
  const rows: Row[] = []
  const started = performance.now()
  for (const { group, name, measure } of benchmarks) {
    if (!wanted.test(`${group} ${name}`)) continue
    const row = await measure(engines)
    rows.push(row)
    // after each, so that a run that is cut short leaves what it measured
    if (!quick && only === undefined) writeFileSync(target, document(rows, (performance.now() - started) / 1000))
    if (!json) process.stdout.write(`${rowText(row)}\n`)
  }
  if (json) process.stdout.write(`${JSON.stringify(rows, undefined, 1)}\n`)
  engines.onnx?.one.close()
  engines.onnx?.all.close()
}

const runInBrowser = async (): Promise<void> => {
  const quick = process.argv.includes('--quick')
  const results = await measure(quick, option('--angle') ?? 'swiftshader')
  if (!quick) writeFileSync(browserTarget, browserDocument(results))
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(results, undefined, 1)}\n` : browserDocument(results))
}

watchOutput()

if (process.argv.includes('--help')) process.stdout.write(help)
else if (process.argv.includes('--browser')) await runInBrowser()
else await run()

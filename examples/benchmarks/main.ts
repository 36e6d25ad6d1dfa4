/**
 * `npm run bench`: the engine against its peers and against what the machine could do. `npm run bench -- --help` explains the options.
 */
import { either as E } from 'fp-ts'
import { startWasm } from 'narrownet'
import type { Engines } from './benchmark.js'
import { benchmarks } from './benchmarks.js'
import { rowText } from './rowText.js'
import type { Row } from './row.js'
import { stockTfjs } from './stockTfjs.js'

const help = `npm run bench -- [options]

  --only PATTERN   only rows whose "group name" the regular expression matches
  --json           print the rows as JSON, and nothing else
  --quick          a smoke run: few rounds, no peers, docs/benchmarks.md left alone`

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

const run = async (): Promise<void> => {
  const json = process.argv.includes('--json')
  const quick = process.argv.includes('--quick')
  const only = new RegExp(option('--only') ?? '', 'i')
  const started = await startWasm()()
  if (E.isLeft(started)) throw new Error(JSON.stringify(started.left))
  const direct = await startWasm({ winograd: false })()
  const tf = quick ? undefined : await stockTfjs()
  const engines: Engines = {
    narrownet: started.right,
    direct: quick || E.isLeft(direct) ? undefined : direct.right,
    tf,
    onnx: async () => undefined,
    quick,
  }
  const rows: Row[] = []
  for (const benchmark of benchmarks) {
    if (!only.test(`${benchmark.group} ${benchmark.name}`)) continue
    const row = await benchmark.measure(engines)
    rows.push(row)
    if (!json) process.stdout.write(`${rowText(row)}\n`)
  }
  if (json) process.stdout.write(`${JSON.stringify(rows, undefined, 1)}\n`)
}

if (process.argv.includes('--help')) process.stdout.write(`${help}\n`)
else await run()

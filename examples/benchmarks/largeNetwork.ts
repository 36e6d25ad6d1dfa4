/**
 * `node --max-old-space-size=2048 dist/examples/benchmarks/largeNetwork.js [--only NAME,NAME]`: every public function of pruning, checkpoints, accounting and
 * folding on a VGG-A for ImageNet, 133 million weights, under a heap of 2 GB. Beside each time stands that of a plain loop that reads the same
 * arrays and fills as many new numbers; a function that takes more than twice as long fails the run.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  activationScore,
  arraysOf,
  dataset,
  evaluate,
  imageNetVggNames,
  key,
  l1Norm,
  layerCosts,
  narrowNetwork,
  orThrow,
  sensitivity,
  startWasm,
  vggA,
} from 'narrownet'
import { largeNetworkCases, type Numbers } from './largeNetworkCases.js'
import { sizeOf } from './values.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The arrays anywhere in a value, each buffer once. */
const arraysIn = (value: unknown, found = new Map<ArrayBufferLike, Numbers>()): ReadonlyMap<ArrayBufferLike, Numbers> => {
  if (value instanceof Float32Array || value instanceof Uint8Array) found.set(value.buffer, value)
  else if (value instanceof Map) for (const one of value.values()) arraysIn(one, found)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) arraysIn(one, found)
  return found
}

const floatsOf = (values: Numbers): Float32Array =>
  values instanceof Float32Array ? values : new Float32Array(values.buffer, 0, Math.trunc(values.byteLength / 4))

/** Reads all, and fills arrays of these lengths. */
const plainLoop = (reads: readonly Float32Array[], lengths: readonly number[]): number => {
  let sum = 0
  for (const values of reads) sum += readLoop(values)
  for (const length of lengths) sum += fillLoop(length)
  return sum
}

const readLoop = (values: Float32Array): number => {
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += values[at] as number
  return sum
}

const fillLoop = (length: number): number => {
  const made = new Float32Array(length)
  for (let at = 0; at < length; at += 1) made[at] = at
  return made.length
}

/** The shorter of some runs, in ms of the processor's time, whatever else the machine does, and what the last one gave. */
const timed = async <A>(run: () => A, runs = 2): Promise<readonly [milliseconds: number, result: Awaited<A>]> => {
  collect()
  const start = process.cpuUsage()
  const result = await run()
  const { user, system } = process.cpuUsage(start)
  const took = (user + system) / 1000
  if (runs === 1) return [took, result]
  const [least, last] = await timed(run, runs - 1)
  return [Math.min(took, least), last]
}

/** What takes less than this, in ms, needs no loop to be held against. */
const short = 100

const only = process.argv.indexOf('--only') + 1
const wanted = only > 0 ? process.argv[only]?.split(',') : undefined

const network = vggA({ classes: 1000 })(key(0))
const own = arraysOf(network).map(({ values }) => values)
const narrowed = () => narrowNetwork(network, l1Norm, [32, 'M', 64, 'M', 128, 128, 'M', 256, 256, 'M', 256, 256, 'M', 2048, 2048])
const chosen = (names: readonly string[]): boolean => wanted === undefined || names.some((name) => wanted.includes(name))

const rows: boolean[] = []
/** A line for the terminal; whether the function is as fast as it must be is kept for the end. */
const report = (title: string, took: number, beside: string, loop: number, made: string): void => {
  const isFast = took <= Math.max(short, 2 * loop)
  rows.push(isFast)
  const ratio = took > short && loop > 0 ? `${(took / loop).toFixed(2)}x` : '-'
  const heap = (process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)
  const times = `${took.toFixed(0).padStart(7)} ms, ${beside} ${loop.toFixed(0).padStart(6)} ms ${ratio.padStart(7)}`
  process.stdout.write(`${title.padEnd(64)} ${times}  ${made}heap ${heap} MiB${isFast ? '' : '  SLOW'}\n`)
}

for (const { names, note, reads, run } of largeNetworkCases(network, imageNetVggNames, narrowed)) {
  if (!chosen(names)) continue
  const given = new Set([...own, ...reads].map(({ buffer }) => buffer))
  const lengthsOf = (result: unknown): readonly number[] =>
    [...arraysIn(result)].flatMap(([buffer]) => (given.has(buffer) ? [] : [Math.trunc(buffer.byteLength / 4)]))
  // the result is not kept: only how long its arrays are
  const [took, lengths] = await timed(run).then(([milliseconds, result]) => [milliseconds, lengthsOf(result)] as const)
  const [loop] = await timed(() => plainLoop(reads.map(floatsOf), lengths))
  const made = lengths.reduce((sum, length) => sum + length / 2 ** 18, 0)
  report([names.join(', '), note].filter((part) => part).join(': '), took, 'loop', loop, `made ${made.toFixed(0)} MiB, `)
}

// What runs on a device is held against as many evaluations. Scoring has to bring every scored map from the device and to read it: a loop
// over as many numbers. Each of sensitivity's has a loop that fills a network: a cut, and its copy on the device.
const samples = orThrow(
  dataset({
    shape: network.input,
    values: new Float32Array(network.input[0] * network.input[1] * network.input[2]).map((_, at) => Math.sin(at)),
    labels: [0],
    classes: 1000,
  }),
)
const onDevice = ['activationScore', 'sensitivity'].filter((name) => chosen([name]))
if (onDevice.length > 0) {
  const backend = orThrow(await startWasm()())
  const evaluations = (count: number, reads: readonly Float32Array[], lengths: readonly number[]) => async (): Promise<void> => {
    for (let time = 0; time < count; time += 1) {
      plainLoop(reads, lengths)
      orThrow(await evaluate(backend, network, samples)())
    }
  }
  await evaluations(1, [], [])()
  if (onDevice.includes('activationScore')) {
    const [scored] = await timed(() => activationScore(backend, network, samples)())
    // the last layer makes the answer, which is not scored
    const makers = layerCosts(network).filter(({ layer }) => layer._tag === 'conv2d' || layer._tag === 'linear')
    const maps = makers.slice(0, -1).map(({ output }) => new Float32Array(sizeOf(output)))
    const lengths = maps.map(({ length }) => length)
    report('activationScore', scored, 'evaluation', (await timed(evaluations(1, maps, lengths)))[0], '')
  }
  if (onDevice.includes('sensitivity')) {
    const [sensed, rowsOfAll] = await timed(() => sensitivity(backend, network, samples, l1Norm, [0.5])(), 1)
    const count = orThrow(rowsOfAll).length
    report(
      'sensitivity',
      sensed,
      `${count} evaluations`,
      (
        await timed(
          evaluations(
            count,
            [],
            [...own, ...own].map(({ length }) => length),
          ),
          1,
        )
      )[0],
      '',
    )
  }
}

process.exitCode = rows.every((isFast) => isFast) ? 0 : 1

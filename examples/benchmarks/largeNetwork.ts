/**
 * `node --max-old-space-size=2048 dist/examples/benchmarks/largeNetwork.js [--only NAME]`: every public function of pruning, checkpoints, accounting and
 * folding on a VGG-A for ImageNet, 133 million weights, under a heap of 2 GB. Beside each time stands that of a plain loop that reads the same
 * arrays and fills as many new numbers; a function that takes more than twice as long fails the run.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { arraysOf, imageNetVggNames, key, l1Norm, narrowNetwork, vggA } from 'narrownet'
import { largeNetworkCases, type Numbers } from './largeNetworkCases.js'

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

/** The shorter of two runs, in ms of the processor's time, whatever else the machine does, and what the last one gave. */
const timed = <A>(run: () => A): readonly [milliseconds: number, result: A] => {
  const once = (): readonly [number, A] => {
    collect()
    const start = process.cpuUsage()
    const result = run()
    const { user, system } = process.cpuUsage(start)
    return [(user + system) / 1000, result]
  }
  const [first] = once()
  const [second, result] = once()
  return [Math.min(first, second), result]
}

/** What takes less than this, in ms, needs no loop to be held against. */
const short = 100

const only = process.argv[process.argv.indexOf('--only') + 1]
const wanted = process.argv.includes('--only') ? only : undefined

const network = vggA({ classes: 1000 })(key(0))
const own = arraysOf(network).map(({ values }) => values)
const narrowed = () => narrowNetwork(network, l1Norm, [32, 'M', 64, 'M', 128, 128, 'M', 256, 256, 'M', 256, 256, 'M', 2048, 2048])
let slow = 0
for (const { names, note, reads, run } of largeNetworkCases(network, imageNetVggNames, narrowed)) {
  if (wanted !== undefined && !names.includes(wanted)) continue
  const [took, lengths] = ((): readonly [number, readonly number[]] => {
    const [milliseconds, result] = timed(run)
    const given = new Set([...own, ...reads].map(({ buffer }) => buffer))
    return [milliseconds, [...arraysIn(result)].flatMap(([buffer]) => (given.has(buffer) ? [] : [Math.trunc(buffer.byteLength / 4)]))]
  })()
  const [loop] = timed(() => plainLoop(reads.map(floatsOf), lengths))
  const ratio = took / loop
  const isSlow = took > Math.max(short, 2 * loop)
  if (isSlow) slow += 1
  const heap = process.memoryUsage().heapUsed / 2 ** 20
  const title = [names.join(', '), note].filter((part) => part).join(': ')
  const made = lengths.reduce((sum, length) => sum + length / 2 ** 18, 0)
  process.stdout.write(
    `${title.padEnd(56)} ${took.toFixed(0).padStart(7)} ms  loop ${loop.toFixed(0).padStart(6)} ms  ${took > short && loop > 0 ? ratio.toFixed(2).padStart(6) : '     -'}x  made ${made.toFixed(0)} MiB, heap ${heap.toFixed(0)} MiB${isSlow ? '  SLOW' : ''}\n`,
  )
}
process.exitCode = slow === 0 ? 0 : 1

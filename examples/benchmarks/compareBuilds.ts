/**
 * `node --no-liftoff dist/examples/benchmarks/compareBuilds.js FOLDER [--only PATTERN] [--rounds 300]`: whole networks by this build and by that of
 * another worktree (FOLDER, built), in one process and in turns of some 8 ms. Each line tells how many times as long as the other build this one
 * takes: the median over the rounds of processor time, its quartiles, and how far the median itself may be off (McGill et al. 1978: 1.57 times the
 * distance of the quartiles, by the root of the number of rounds). Only what is more than 3 % slower beyond that fails the run.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyNetwork, Backend } from 'narrownet'
import { spreadOf, startClock } from './interleaved.js'
import { sizeOf, values } from './values.js'

type Library = typeof import('narrownet')
type Networks = typeof import('./networks.js')
type Run = () => Promise<unknown>

const milliseconds = 8
const warm = 1000
const mostSlower = 1.03

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
const rounds = Number(option('--rounds') ?? 300)
const only = new RegExp(option('--only') ?? '', 'i')

/** A build with its backend. Its networks and samples are made by its own functions. */
interface Build {
  readonly library: Library
  readonly networks: Networks
  readonly backend: Backend
}

const buildIn = async (folder: string): Promise<Build> => {
  const load = (path: string): Promise<unknown> => import(pathToFileURL(resolve(folder, 'dist', path)).href)
  const library = (await load('lib/index.js')) as Library
  return { library, networks: (await load('examples/benchmarks/networks.js')) as Networks, backend: rightOf(await library.startWasm()()) }
}

const rightOf = <A>(result: { readonly _tag: string; readonly right?: A }): A => {
  if (result._tag !== 'Right') throw new Error(JSON.stringify(result))
  return result.right as A
}

type Case = (build: Build) => Run

const answering =
  (batch: number, networkOf: (networks: Networks) => AnyNetwork, isFrozen: boolean): Case =>
  ({ library, networks, backend }) => {
    const network = networkOf(networks)
    const shape = [batch, ...network.input]
    const given = rightOf(library.tensor(shape, values(sizeOf(shape))))
    const frozen = library.frozen(backend, network)
    return async () => rightOf(await (isFrozen ? frozen(given) : library.forward(backend, network, given))())
  }

/** Steps of one endless fit, the making of batches included; processor time is that of all threads. */
const fitting =
  (batch: number, networkOf: (networks: Networks) => AnyNetwork, workers = 1): Case =>
  ({ library, networks, backend }) => {
    const network = networkOf(networks)
    const count = 8 * batch
    const bytes = Uint8Array.from({ length: count * sizeOf(network.input) }, (_, at) => (at * 37) % 256)
    const labels = Uint8Array.from({ length: count }, (_, at) => at % 10)
    const samples = rightOf(library.dataset({ shape: network.input, classes: 10, values: bytes, labels }))
    const options = { epochs: 1e6, batchSize: batch, learningRate: 1e-4, momentum: 0.9, weightDecay: 1e-4, key: library.key(0), workers }
    const events = library.fitSteps(backend, network, samples, options)
    return async () => {
      const { value } = await events.next()
      if (value === undefined) throw new Error('the fit ended')
      return rightOf(value)
    }
  }

const thin = [6, 22, 57] as const
const sizes: readonly (readonly [string, number, (networks: Networks) => AnyNetwork])[] = [
  ['ResNet-56, batch 1', 1, ({ resNet }) => resNet(9)],
  ['ResNet-56 6/22/57, batch 1', 1, ({ resNet }) => resNet(9, thin)],
  ['VGG-16, batch 1', 1, ({ vgg16 }) => vgg16()],
  ['ResNet-20, batch 64', 64, ({ resNet }) => resNet(3)],
  ['ResNet-56, batch 64', 64, ({ resNet }) => resNet(9)],
  ['ResNet-56 6/22/57, batch 64', 64, ({ resNet }) => resNet(9, thin)],
  ['VGG-16, batch 16', 16, ({ vgg16 }) => vgg16()],
]
const cases: readonly (readonly [string, Case])[] = [
  ...sizes.map(([name, batch, network]) => [`forward ${name}`, answering(batch, network, false)] as const),
  ...sizes.map(([name, batch, network]) => [`frozen ${name}`, answering(batch, network, true)] as const),
  ['fit ResNet-20, batch 64', fitting(64, ({ resNet }) => resNet(3))],
  ['fit ConvNet, batch 64', fitting(64, ({ startConvnet }) => startConvnet())],
  ['fit VGG-16, batch 32', fitting(32, ({ vgg16 }) => vgg16())],
  ['fit ResNet-20, batch 64, 2 workers', fitting(64, ({ resNet }) => resNet(3), 2)],
]

/** How often it runs in a turn, told by what it takes when it is warm. */
const warmed = async (run: Run): Promise<number> => {
  const clock = startClock()
  let runs = 0
  for (; runs < 3 || clock().processor < warm; runs += 1) await run()
  const last = startClock()
  await run()
  return Math.max(1, Math.ceil(milliseconds / last().processor))
}

const turn = async (run: Run, repeats: number): Promise<number> => {
  const clock = startClock()
  for (let at = 0; at < repeats; at += 1) await run()
  return clock().processor / repeats
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('which folder has the other build?')
const builds = [await buildIn(resolve(import.meta.dirname, '../../..')), await buildIn(folder)]
const digits = (ratio: number): string => ratio.toFixed(3)
for (const [name, make] of cases) {
  if (!only.test(name)) continue
  const [own, other] = builds.map(make) as [Run, Run]
  const repeats = Math.max(await warmed(own), await warmed(other))
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const first = await turn(round % 2 === 0 ? own : other, repeats)
    const second = await turn(round % 2 === 0 ? other : own, repeats)
    ratios.push(round % 2 === 0 ? first / second : second / first)
  }
  const { median, lower, upper } = spreadOf(
    ratios.map((ratio) => ({ processor: ratio, wall: ratio })),
    'processor',
  )
  const off = (1.57 * (upper - lower)) / Math.sqrt(rounds)
  const isSlower = median - off > mostSlower
  if (isSlower) process.exitCode = 1
  const numbers = `${digits(median)} ±${digits(off)} (${digits(lower)} to ${digits(upper)})`
  process.stdout.write(`${name.padEnd(36)} ${numbers}, ${rounds} rounds of ${repeats}${isSlower ? '  SLOWER' : ''}\n`)
}
process.exit()

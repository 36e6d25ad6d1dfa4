import { taskEither as TE } from 'fp-ts'
import { describe, expect, test, vi } from 'vitest'
import { networkOf } from '../../examples/reproductions/architecture.js'
import { countsOf } from '../../examples/reproductions/counts.js'
import { prunedBy } from '../../examples/reproductions/prunedBy.js'
import { halvedEnds } from '../../examples/reproductions/pruning-filters/vgg16.js'
import { narrowedBlocks } from '../../examples/reproductions/pruning-filters/narrowedBlocks.js'
import { halvedExpansions, mobilenetV2Study } from '../../examples/reproductions/families/mobilenetV2.js'
import { neededBy, runId, withNeeds } from '../../examples/reproductions/run.js'
import * as schedules from '../../examples/reproductions/schedules.js'
import { rootOf, type Stage, startOf, type Task } from '../../examples/reproductions/stage.js'
import { studies } from '../../examples/reproductions/studies.js'
import { taskCodec } from '../../examples/reproductions/taskCodec.js'
import { type Preset, presets } from '../../examples/reproductions/study.js'
import { optionsOf, type Training, withoutSparsity } from '../../examples/reproductions/training.js'
import { type AnyNetwork, key, published, type Recipe, recipes, type Schedule, slimmingLambda } from '../../lib/index.js'
import { right } from '../setup/answers.js'
import type { Workplace } from '../../examples/reproductions/prunedBy.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

const linesOf = (preset: Preset) => studies.flatMap((study) => study.lines(preset).map((line) => ({ study: study.name, ...line })))

const built = new Map<string, Promise<AnyNetwork>>()

/** A stage's network, untrained. A slimming's threshold follows from a training: here all scales are equal, and each layer keeps something. */
const networkAt = (stage: Stage): Promise<AnyNetwork> => {
  const name = JSON.stringify(stage)
  const found = built.get(name) ?? build(stage)
  built.set(name, found)
  return found
}
const build = async (stage: Stage): Promise<AnyNetwork> => {
  if (stage.stage === 'fresh') return networkOf(stage.network, key(0))
  if (stage.stage !== 'pruned') return networkAt(startOf(stage))
  const rule = 'slimming' in stage.by ? { ...stage.by, minimumWidth: 1 } : stage.by
  return right(await prunedBy(rule, workplace)(await networkAt(stage.from))()).network
}
const workplace: Workplace = {
  // no rule of a row asks for either
  backend: undefined as unknown as Workplace['backend'],
  images: () => TE.fromIO(() => expect.fail('images were asked for')),
  key: key(1),
}

describe.each(presets)('the rows, %s', (preset) => {
  const lines = linesOf(preset)
  const tasks = lines.map(({ task }) => task)

  test('a line has a name of its own in its row', () => {
    for (const { name, lines: ownLines } of studies) {
      const names = ownLines(preset).map((line) => line.name)
      expect([...new Set(names)], name).toEqual(names)
    }
  })

  test('two runs have one id only where they are the same', () => {
    const known = new Map<string, Task>()
    for (const task of tasks) {
      const id = runId({ seed: 0, task })
      expect(known.get(id) ?? task).toEqual(task)
      known.set(id, task)
    }
    expect(known.size).toBeLessThan(tasks.length) // some are shared
    expect(known.size).toBe(tasks.filter((task, at) => tasks.findIndex((other) => same(task, other)) === at).length)
  })

  test('a task is read back as it is', () => {
    for (const { study, name, task } of lines) expect([study, name, right(taskCodec.decode(task)) === task]).toEqual([study, name, true])
  })

  test('what a run needs comes before it, and each once', () => {
    const ids = withNeeds(tasks.map((task) => ({ seed: 3, task }))).map((run) => ({ id: runId(run), needed: neededBy(run) }))
    expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length)
    for (const [at, { needed }] of ids.entries())
      expect(needed === undefined || ids.slice(0, at).some(({ id }) => id === runId(needed))).toBe(true)
  })

  test('every line builds its network', async () => {
    for (const { task } of lines) expect((await networkAt(startOf(task))).output.length).toBe(1)
  })
})

const same = (one: unknown, other: unknown): boolean => {
  try {
    expect(one).toEqual(other)
    return true
  } catch {
    return false
  }
}

test.each(['hours', 'smoke'] as const)('%s: a network is trained whole once, for all rows', (preset) => {
  const whole = withNeeds(
    linesOf(preset)
      .filter(({ study }) => study !== 'pruning-filters/resnet20-long')
      .map(({ task }) => ({ seed: 0, task })),
  ).filter(({ task }) => task.stage === 'trained' && task.from.stage === 'fresh')
  const told = whole.map(({ task }) => JSON.stringify([rootOf(startOf(task)), task.stage === 'trained' && task.training.sparsity?.lambda]))
  expect([...new Set(told)]).toEqual(told)
})

/** Parameters, weights of convolutions and linear layers, multiply-accumulates. */
const counted: Readonly<Record<string, readonly [number, number, number]>> = {
  'MLP 784-200-200-10': [199_210, 198_800, 198_800],
  'MLP 784-50-100-10': [45_360, 45_200, 45_200],
  'ResNet-20': [269_722, 268_336, 40_551_040],
  'VGG-16': [14_987_722, 14_977_728, 313_463_808],
  'VGG-16-A': [5_397_034, 5_390_176, 206_279_680],
  'ResNet-56': [853_018, 848_944, 125_485_696],
  'ResNet-56-A': [773_336, 769_456, 112_435_840],
  'ResNet-56-B': [735_712, 732_016, 90_907_264],
  'ResNet-110': [1_727_962, 1_719_856, 252_887_680],
  'ResNet-110-A': [1_688_522, 1_680_688, 212_779_648],
  'ResNet-110-B': [1_168_424, 1_161_712, 155_124_352],
  'VGG-19': [20_035_018, 20_024_000, 398_136_320],
  'VGG-19, compact': [885_934, 883_856, 90_662_204],
  'VGG-19 at 70 %, of a reimplementation': [2_366_600, 2_363_288, 208_326_092],
  'PreResNet-164': [1_703_258, 1_679_024, 247_646_720],
  'DenseNet-40': [1_019_722, 1_001_616, 264_812_928],
  'DenseNet-40, stem of 24': [1_059_298, 1_040_568, 282_917_328],
  'ResNet-34 without projections': [21_623_848, 21_607_616, 3_644_493_824],
  'ResNet-34-A without projections': [19_977_940, 19_962_560, 3_080_916_992],
  'ResNet-34-B without projections': [19_295_548, 19_280_576, 2_763_001_856],
  'ResNet-34-C without projections': [20_065_720, 20_050_112, 3_374_446_592],
  'VGG-A': [132_885_224, 132_851_392, 7_609_090_048],
}

describe('paper', () => {
  test('networks are of the published sizes', async () => {
    const found = new Map<string, readonly number[]>()
    for (const { study, name, task } of linesOf('paper')) {
      if (study !== 'costs/full-size') continue
      const { parameters, weights, multiplyAccumulates } = countsOf(await networkAt(startOf(task)))
      found.set(name, [parameters, weights, multiplyAccumulates])
    }
    expect(Object.keys(counted).map((name) => [name, found.get(name)])).toEqual(Object.entries(counted))
    // and so are those of the rows that train them
    for (const { name, task } of linesOf('paper')) {
      const expected = counted[name.replace(/, (fine-tuned|Scratch-E|Scratch-B|lambda 0|sparse)$/, '')]
      if (expected !== undefined) expect([name, countsOf(await networkAt(startOf(task))).parameters]).toEqual([name, expected[0]])
    }
  })

  const agree = (training: Training, { learningRate, ...options }: Recipe): void => {
    const { learningRate: schedule, ...others } = optionsOf(training)
    expect(others).toEqual(options)
    const rates = (rate: number | Schedule | undefined) =>
      Array.from({ length: training.epochs }, (_, epoch) =>
        typeof rate === 'function' ? rate({ epoch, epochs: training.epochs, step: 1, stepsPerEpoch: 10 }) : rate,
      )
    expect(rates(schedule)).toEqual(rates(learningRate))
  }

  test('schedules are the library’s recipes', () => {
    agree(schedules.cifarTraining('paper'), recipes.cifar)
    agree(schedules.cifarTuning('paper'), recipes.cifarFineTuning)
    agree(schedules.slimmingTraining('paper', 0), recipes.slimmingCifar)
    agree(schedules.slimmingTuning('paper'), recipes.slimmingCifar)
    agree(schedules.slimmingTraining('paper', 1e-4), { ...recipes.slimmingCifar, sparsity: slimmingLambda.vgg })
    agree(schedules.digitTraining('paper'), recipes.slimmingMnist)
  })

  test('and rows on CIFAR-10 take no others', () => {
    const { cifarTraining, cifarTuning, slimmingTraining } = schedules
    const known = [cifarTraining('paper'), cifarTuning('paper'), slimmingTraining('paper', 0)]
    for (const { name, task } of linesOf('paper')) {
      if (!(task.stage === 'trained' || task.stage === 'scratch') || task.images.set !== 'cifar10') continue
      expect([name, known.some((training) => same(withoutSparsity(task.training), training))]).toEqual([name, true])
    }
  })
})

test('rules for reduced networks are the published ones at full size, or nearly', () => {
  const vgg16 = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 512] as const
  expect(halvedEnds(vgg16)).toEqual(published.vgg16A)
  expect(narrowedBlocks(110, [0.5, 0, 0])).toEqual(published.resnet110A)
  expect(narrowedBlocks(110, [0.5, 0.4, 0.3])).toEqual([...published.resnet110B.slice(0, -1), 64])
  expect(narrowedBlocks(20, [0.6, 0.3, 0.1])).toEqual([6, 6, 16, 32, 22, 22, 64, 57, 64])
})

test('a MobileNetV2 is cut inside of its inverted residuals alone', async () => {
  for (const { name, task } of mobilenetV2Study.lines('hours').filter((line) => line.name.endsWith('fine-tuned'))) {
    const whole = await networkAt(rootOf(startOf(task)))
    const narrow = await networkAt(startOf(task))
    expect(narrow.cfg, name).toEqual(halvedExpansions(whole.cfg as readonly number[]))
    // each expansion is made, carried by a depthwise convolution, and read
    const expansions = whole.cfg.length - 18
    expect(whole.cfg.filter((width, at) => width !== narrow.cfg[at]).length, name).toBe(16)
    expect(narrow.cfg.slice(0, expansions).concat(narrow.cfg.slice(-2)), name).toEqual([
      ...whole.cfg.slice(0, expansions),
      ...whole.cfg.slice(-2),
    ])
  }
})

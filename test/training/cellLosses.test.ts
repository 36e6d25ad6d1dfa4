/** One class for each cell of maps: the loss and its steps against float64, in parts, from a teacher; and a network that learns them. */
import { expect, test } from 'vitest'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { probabilities } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { tanh } from '../../lib/layer/tanh.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { unet } from '../../lib/model/unet.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { defineLoss } from '../../lib/training/loss/defineLoss.js'
import { distillation } from '../../lib/training/loss/distillation.js'
import type { Loss } from '../../lib/training/loss/loss.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { stepMemory } from '../../lib/training/stepMemory.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import type { ReferenceArray } from '../reference/array.js'
import { logSoftmax } from '../reference/losses.js'
import { run } from '../reference/network.js'
import { alive, right } from '../setup/answers.js'
import { discs } from '../setup/discs.js'
import { descended } from './descended.js'

const [count, cells, classes] = [4, 6, 3]
const rows = count * cells
const map = [2, 3] as const
const start = sequential(input(2, 3, 2), conv2d(2, 3), tanh, conv2d(3, 3, { kernelSize: 1, bias: true }))(key(2))
const teacher = sequential(input(2, 3, 2), conv2d(2, 3))(key(7))
const values = Float32Array.from(arrayFrom(5, [rows, 2]).values)
const indices = Array.from({ length: rows }, (_, row) => (row * row + (row % 5)) % classes)
const raised = Array.from(arrayFrom(9, [rows, classes]).values, Math.exp)
const chances = raised.map((chance, at) => {
  const first = at - (at % classes)
  return chance / raised.slice(first, first + classes).reduce((sum, other) => sum + other, 0)
})
const given = { shape: [2, 3, 2], values, normalization: 'none' } as const
const hard = right(targetDataset({ ...given, targets: right(cellClasses(classes, indices, { map })) }))
const soft = right(targetDataset({ ...given, targets: probabilities(classes, chances, { map }) }))
/** The first sample has one cell with a class, the last none. */
const partly = indices.map((index, row) => (row < 5 || row >= 3 * cells || row % 4 === 1 ? 255 : index))
const some = right(targetDataset({ ...given, targets: right(cellClasses(classes, partly, { map, unlabeled: 255 })) }))
const options = { epochs: 4, batchSize: count, learningRate: 0.1, key: key(0) } as const

const [labelSmoothing, classWeights] = [0.2, [0.5, 2, 1.25]]
const byCell = ({ values: logits }: ReferenceArray): ReferenceArray => ({ shape: [rows, classes], values: logits })

const ones = [1, 1, 1]
/** What a cell's classes cost, weighed and smoothed. */
const costOf = (output: ReferenceArray, row: number, answer: readonly number[], smoothing: number, weights: readonly number[]): number =>
  answer.reduce(
    (sum, share, of) => sum - weights[of]! * ((1 - smoothing) * share + smoothing / classes) * logSoftmax(byCell(output), row, of),
    0,
  )
const oneHot = (index: number): readonly number[] => [0, 1, 2].map((of) => (of === index ? 1 : 0))

/** `CrossEntropyLoss` of the cells, of probabilities: the mean over all of them. */
const ofChances =
  (weights = ones) =>
  (output: ReferenceArray): number => {
    const each = Array.from({ length: rows }, (_, row) => chances.slice(row * classes, (row + 1) * classes))
    return each.reduce((sum, answer, row) => sum + costOf(output, row, answer, 0, weights), 0) / rows
  }

/** The same of classes' numbers, with `ignore_index`: over the weights of the cells that have one. */
const ofClasses =
  (labels: readonly number[], smoothing = 0, weights = ones) =>
  (output: ReferenceArray): number => {
    const labeled = labels.flatMap((label, row) => (label === 255 ? [] : [[label, row] as const]))
    const sum = labeled.reduce((total, [label, row]) => total + costOf(output, row, oneHot(label), smoothing, weights), 0)
    return sum / labeled.reduce((total, [label]) => total + weights[label]!, 0)
  }

const taught = (labels: readonly number[], temperature: number, weight: number) => {
  const arrays = Object.fromEntries(arraysOf(teacher).map(({ path, values: array }) => [path, Float64Array.from(array)]))
  const images = { shape: [count, 2, 3, 2], values: Float64Array.from(values) }
  const answers = run(teacher.nodes, arrays, images, key(0)).output
  const cooled = (output: ReferenceArray) => byCell({ ...output, values: output.values.map((logit) => logit / temperature) })
  return (output: ReferenceArray): number => {
    let divergence = 0
    const labeled = [...labels.keys()].filter((row) => labels[row] !== 255)
    for (const row of labeled)
      for (let of = 0; of < classes; of += 1) {
        const log = logSoftmax(cooled(answers), row, of)
        divergence += Math.exp(log) * (log - logSoftmax(cooled(output), row, of))
      }
    return (weight * temperature ** 2 * divergence) / labeled.length + (1 - weight) * ofClasses(labels)(output)
  }
}

/** -p log q of all cells and classes, as the program's own. */
const own = defineLoss({
  tag: 'test/cells',
  learns: 'probabilities',
  compute: (formula, output, targets) => {
    const gain = formula.multiply(targets, formula.logSoftmax(output))
    return formula.combine(-1.5, gain, -1.5, gain)
  },
})

/** The Dice loss of classes, over the cells that have one: the mean over samples and classes. */
const dice = defineLoss({
  tag: 'test/dice',
  learns: 'probabilities',
  compute: (formula, output, targets) => {
    const { shape } = output
    const classes = shape.at(-1)!
    const cells = shape.slice(0, -1).reduce((product, size) => product * size)
    // of each cell the sum of its targets, in each channel: 1 where it has a class, else 0
    const hasClass = formula.linear(formula.reshape(targets, [cells, classes]), formula.constant(1, { shape: [classes, classes] }))
    const chances = formula.multiply(formula.softmax(output), formula.reshape(hasClass, shape))
    const shared = formula.globalAveragePool(formula.multiply(chances, targets))
    const covered = formula.globalAveragePool(formula.add(chances, targets))
    const one = formula.constant(1, shared)
    return formula.combine(1, one, -1, formula.divide(formula.combine(2, shared, 0.1, one), formula.combine(1, covered, 0.1, one)))
  },
  leavesOutUnlabeled: true,
})
const diceOf = (output: ReferenceArray): number => {
  let sum = 0
  for (let sample = 0; sample < count; sample += 1)
    for (let of = 0; of < classes; of += 1) {
      let [shared, covered] = [0, 0]
      for (let row = sample * cells; row < (sample + 1) * cells; row += 1) {
        if (partly[row] === 255) continue
        const [chance, target] = [Math.exp(logSoftmax(byCell(output), row, of)), Number(partly[row] === of)]
        shared += (chance * target) / cells
        covered += (chance + target) / cells
      }
      sum += 1 - (2 * shared + 0.1) / (covered + 0.1)
    }
  return sum / (count * classes)
}

const cases: readonly (readonly [name: string, samples: typeof hard, loss: Loss | undefined, of: (output: ReferenceArray) => number])[] = [
  ['one class a cell', hard, undefined, ofClasses(indices)],
  ['probabilities of cells', soft, crossEntropy(), ofChances()],
  ['smoothing and weights', hard, crossEntropy({ labelSmoothing, classWeights }), ofClasses(indices, labelSmoothing, classWeights)],
  ['probabilities and weights', soft, crossEntropy({ classWeights }), ofChances(classWeights)],
  ['a teacher of maps', hard, distillation({ teacher, temperature: 2, weight: 0.6 }), taught(indices, 2, 0.6)],
  ['a loss of the program', hard, own(), ofClasses(indices)],
  ['cells of no class', some, undefined, ofClasses(partly)],
  ['cells of no class, smoothing', some, crossEntropy({ labelSmoothing }), ofClasses(partly, labelSmoothing)],
  ['and weights', some, crossEntropy({ labelSmoothing, classWeights }), ofClasses(partly, labelSmoothing, classWeights)],
  ['and a teacher', some, distillation({ teacher, temperature: 2, weight: 0.6 }), taught(partly, 2, 0.6)],
  ['and a loss of the program', some, own(), ofClasses(partly)],
  ['and one that leaves them out itself', some, dice(), diceOf],
]

describeOnBackends('one class for each cell', (backend, { runs }) => {
  test.each(cases)(
    '%s: steps against float64, the batch whole and in parts; nothing is left on the device',
    async (_name, samples, loss, of) => {
      const expected = descended(start, values, of, options.epochs, options.learningRate)
      const before = alive(backend())
      for (const accumulate of [1, 3, 4]) {
        const losses: number[] = []
        let last: typeof start = start
        for await (const epoch of fit(backend(), start, samples, { ...options, accumulate, ...(loss && { loss: loss as never }) })) {
          losses.push(right(epoch).loss)
          last = right(epoch).network
        }
        expectClose(Float32Array.from(losses), expected.losses, 'losses')
        for (const { path, values: found } of arraysOf(last)) expectClose(found, expected.arrays[path]!, path, 2e-5)
      }
      expect(alive(backend())).toEqual(before)
    },
  )

  test('samples count alike for a loss that leaves out cells of no class itself, in an epoch of uneven batches too', async () => {
    const first = Object.fromEntries(arraysOf(start).map(({ path, values: array }) => [path, Float64Array.from(array)]))
    const images = { shape: [count, 2, 3, 2], values: Float64Array.from(values) }
    const expected = diceOf(run(start.nodes, first, images, key(0)).output)
    for (const batchSize of [1, 3, 4])
      for await (const epoch of fit(backend(), start, some, {
        ...options,
        epochs: 1,
        learningRate: 0,
        batchSize,
        loss: dice(),
        validation: some,
      })) {
        const { loss, accuracy, validation } = right(epoch)
        expect(loss).toBeCloseTo(expected, 5)
        expect(accuracy).toBeCloseTo(validation!.accuracy, 12)
      }
  })

  test('an epoch tells the share of cells that are right, and the record what the loss was told', async () => {
    const loss = crossEntropy({ labelSmoothing, classWeights })
    for await (const epoch of fit(backend(), start, hard, { ...options, epochs: 1, learningRate: 1e-9, loss, validation: hard })) {
      const { accuracy, validation, state } = right(epoch)
      expect(accuracy).toBeCloseTo(validation!.accuracy, 6)
      expect(validation!.correct).toBe(Math.round(accuracy * rows))
      expect(validation!.intersectionOverUnion).toHaveLength(classes)
      expect(state.told?.options).toMatchObject({ 'loss.labelSmoothing': 0.2, 'loss.classWeights': '0.5 2 1.25' })
    }
  })

  test('a step is foreseen whole: one on more cells takes more, and a plain loss as much as a smoothed one', () => {
    const bytes = (size: number, loss: Loss) => stepMemory(backend(), start, size, { loss }).peakBytes
    expect(bytes(8, crossEntropy())).toBe(bytes(8, crossEntropy({ labelSmoothing })))
    expect(bytes(8, crossEntropy())).toBeGreaterThan(bytes(4, crossEntropy()))
  })

  test('a network learns where the discs are', async () => {
    const epochs = runs(8)
    const ofCells = (from: ReturnType<typeof discs>) => ({
      ...from,
      target: right(cellClasses(['ground', 'disc'], from.target.values, { map: [16, 16] })),
    })
    const [training, others] = [ofCells(discs(96, key(1))), ofCells(discs(40, key(2)))]
    const whole = unet({ input: [16, 16, 1], classes: 2, cfg: [6, 6, 12, 12, 6, 6, 6] })(key(3))
    const told = { epochs, batchSize: 16, learningRate: 0.02, optimizer: adam(), augmentation: { flip: true }, key: key(4) }
    const losses: number[] = []
    let learned = whole
    for await (const epoch of fit(backend(), whole, training, told)) {
      learned = right(epoch).network
      losses.push(right(epoch).loss)
    }
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!)
    const overlap = async (of: typeof whole) => right(await evaluate(backend(), of, others)()).intersectionOverUnion[1]!
    if (epochs === 8) expect([await overlap(whole), await overlap(learned)].map((found) => found > 0.7)).toEqual([false, true])
  }, 120_000)
})

/** Cells without a class take no part: no gradient, nothing in an epoch's means, nothing in what is measured, however a batch is divided. */
import { expect, test } from 'vitest'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { dataset } from '../../lib/data/dataset.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { arraysOf, withArrays } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit, fitSteps } from '../../lib/training/fit.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { defineLoss } from '../../lib/training/loss/defineLoss.js'
import { distillation } from '../../lib/training/loss/distillation.js'
import { type Loss, lossDefinition } from '../../lib/training/loss/loss.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import { train } from '../../lib/training/train.js'
import { trainingBatch } from '../../lib/training/trainingBatch.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { alive, right } from '../setup/answers.js'

const [count, height, width, channels, classes] = [6, 2, 3, 2, 5] as const
const map = [height, width] as const
const size = height * width
const values = Float32Array.from(arrayFrom(3, [count * size * channels]).values)
/** The first sample has a class everywhere, the second nowhere, the others here and there. */
const indices = Array.from({ length: count * size }, (_, cell) => {
  const sample = Math.floor(cell / size)
  return sample === 1 || (sample > 1 && (cell * cell) % (sample + 1) !== 1) ? -100 : (cell * 7) % classes
})
const labeled = [...indices.keys()].filter((cell) => indices[cell] !== -100)
const given = { values, normalization: 'none' } as const
const maps = right(
  targetDataset({ ...given, shape: [...map, channels], targets: right(cellClasses(classes, indices, { map, unlabeled: -100 })) }),
)
/** Those that have a class, each as a sample of its own. */
const rows = right(
  dataset({
    shape: [channels],
    classes,
    values: Float32Array.from(labeled.flatMap((cell) => [...values.subarray(cell * channels, (cell + 1) * channels)])),
    labels: labeled.map((cell) => indices[cell]!),
    normalization: 'none',
  }),
)
const onMaps = sequential(input(height, width, channels), conv2d(channels, classes, { kernelSize: 1, bias: true }))(key(0))
const onRows = right(
  withArrays(Object.fromEntries(arraysOf(onMaps).map(({ path, values: array }) => [path, array])))(
    sequential(input(channels), linear(channels, classes))(key(1)),
  ),
)
const [teacherOfMaps, teacherOfRows] = [
  sequential(input(height, width, channels), conv2d(channels, classes, { kernelSize: 1 }))(key(7)),
  sequential(input(channels), linear(channels, classes, { bias: false }))(key(7)),
]
const taughtRows = right(withArrays({ '0.weight': arraysOf(teacherOfMaps)[0]!.values })(teacherOfRows))
const ofCells = defineLoss({
  tag: 'test/cellsOf',
  learns: 'probabilities',
  compute: (formula, output, targets) => {
    const apart = formula.combine(1, formula.softmax(output), -1, targets)
    return formula.multiply(apart, apart)
  },
})
const weighted = crossEntropy({ labelSmoothing: 0.1, classWeights: [1, 2, 0.5, 3, 1] })

const losses: readonly (readonly [name: string, ofMaps: Loss, ofRows: Loss | undefined])[] = [
  ['cross-entropy', crossEntropy(), crossEntropy()],
  ['smoothed and weighted', weighted, weighted],
  ['distillation', distillation({ teacher: teacherOfMaps }), distillation({ teacher: taughtRows })],
  ['a loss of a program', ofCells(), undefined],
]

describeOnBackends('cells without a class', (backend) => {
  test.each(losses)(
    '%s: the steps are those on the other cells alone, in parts too; nothing is left on the device',
    async (_name, loss, rowLoss) => {
      if (rowLoss === undefined) return
      const options = { epochs: 3, learningRate: 0.5, key: key(1) }
      const before = alive(backend())
      const alone = right(await train(backend(), onRows, rows, { ...options, batchSize: labeled.length, loss: rowLoss as never })())
      for (const accumulate of [1, 2, count]) {
        const found = right(await train(backend(), onMaps, maps, { ...options, batchSize: count, accumulate, loss: loss as never })())
        for (const [at, { path, values: array }] of arraysOf(found).entries())
          expectClose(array, arraysOf(alone)[at]!.values, `${path} in ${accumulate}`, 1e-5)
      }
      expect(alive(backend())).toEqual(before)
    },
  )

  test.each(losses)('%s: their gradient is 0, exactly, and what they answer changes nothing', async (_name, loss) => {
    const { wanted } = trainingBatch(maps, Uint32Array.of(0, 1, 2, 3, 4, 5), undefined, loss)
    const judged = async (logits: Float32Array) => {
      const on = backend()
      const result = on.scope(() => {
        const answers = {
          labels: on.upload(Float32Array.from(wanted.labels!), [wanted.labels!.length]),
          targets: on.upload(wanted.targets!.values, wanted.targets!.shape),
          counts: wanted.counts && on.upload(wanted.counts, [wanted.counts.length]),
          taught: on.upload(Float32Array.from(arrayFrom(8, [count * size * classes]).values), wanted.targets!.shape),
        }
        const { outcome, gradient } = lossDefinition(loss).judged(on, on.upload(logits, wanted.targets!.shape), answers, loss)
        for (const array of Object.values(answers)) if (array !== undefined) on.release(array)
        return [outcome, gradient]
      })
      const read = right(await on.download(right(result))())
      for (const array of right(result)) on.release(array)
      return read
    }
    const before = alive(backend())
    const logits = Float32Array.from(arrayFrom(4, [count * size * classes]).values, (value) => 3 * value)
    const [outcome, gradient] = await judged(logits)
    const others = logits.map((value, at) => (indices[Math.floor(at / classes)] === -100 ? 2 - value : value))
    expect(await judged(others)).toEqual([outcome, gradient])
    for (const [cell, index] of indices.entries()) {
      const slopes = gradient!.subarray(cell * classes, (cell + 1) * classes)
      expect(slopes.every((slope) => slope === 0)).toBe(index === -100)
    }
    expect(outcome![1]).toBeLessThan(labeled.length)
    expect(alive(backend())).toEqual(before)
  })

  test.each(losses)('%s: a batch without any has loss 0, and moves nothing', async (_name, loss) => {
    const options = { epochs: 1, batchSize: 1, learningRate: 0.5, key: key(1), optimizer: sgd(), loss: loss as never }
    const unlabeled = { ...maps, target: { ...maps.target, values: new Uint16Array(count * size).fill(65_535) } }
    for (const accumulate of [1, 2])
      for await (const event of fitSteps(backend(), onMaps, unlabeled, { ...options, batchSize: 2, accumulate, validation: unlabeled })) {
        const done = right(event)
        expect(done.loss).toBe(0)
        if (done._tag !== 'epoch') continue
        expect([done.accuracy, done.validation!.loss, done.validation!.accuracy]).toEqual([0, 0, 0])
        expect(arraysOf(done.network)).toEqual(arraysOf(onMaps))
      }
  })

  test.each([1, 2, 4])('an epoch in batches of %i tells the means over the others', async (batchSize) => {
    for await (const epoch of fit(backend(), onMaps, maps, { epochs: 1, batchSize, learningRate: 1e-12, key: key(1) })) {
      const { loss, accuracy } = right(epoch)
      const alone = right(await evaluate(backend(), onRows, rows)())
      expect(loss).toBeCloseTo(alone.loss, 6)
      expect(accuracy).toBeCloseTo(alone.accuracy, 12)
    }
  })

  test('what is measured is measured of the others', async () => {
    const asked = { top: 2, confusion: true, batchSize: 4 } as const
    const { loss, samples, intersectionOverUnion, ...ofMaps } = right(await evaluate(backend(), onMaps, maps, asked)())
    const { loss: alone, samples: others, ...ofRows } = right(await evaluate(backend(), onRows, rows, asked)())
    expect(ofMaps).toEqual(ofRows)
    expect([samples, others]).toEqual([count, labeled.length])
    expect(loss).toBeCloseTo(alone, 6)
    const { confusion } = ofRows
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
    expect(intersectionOverUnion).toEqual(
      confusion.map((row, of) => row[of]! / (sum(row) + sum(confusion.map((other) => other[of]!)) - row[of]!)),
    )
  })

  test('a formula that makes one number of a sample says that cells are wanted', async () => {
    const ofSamples = defineLoss({
      tag: 'test/samples',
      learns: 'probabilities',
      compute: (formula, output, targets) => formula.globalAveragePool(formula.multiply(output, targets)),
    })
    const trained = train(backend(), onMaps, maps, { epochs: 1, batchSize: 2, learningRate: 0.1, key: key(1), loss: ofSamples() })
    await expect(trained()).rejects.toThrow(
      'narrownet: test/samples: its formula makes [2,5] of [2,2,3,5], not so many numbers of each cell, of which some have no class; one that leaves those out itself, by their targets of 0, says leavesOutUnlabeled: true',
    )
  })
})

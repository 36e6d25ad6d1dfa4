/** Classes of cells: a network of 1x1 windows on maps learns and is measured as a linear layer on their cells. */
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { modelOf } from '../../lib/data/model.js'
import { probabilities } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { segment } from '../../lib/inference/segment.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { unet } from '../../lib/model/unet.js'
import { arraysOf, mapArrays, withArrays } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { defineLoss } from '../../lib/training/loss/defineLoss.js'
import { distillation } from '../../lib/training/loss/distillation.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { stepMemory } from '../../lib/training/stepMemory.js'
import { train } from '../../lib/training/train.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { backends, describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { alive, right } from '../setup/answers.js'

const [count, height, width, channels, classes] = [4, 2, 3, 2, 3] as const
const cells = count * height * width
const values = Float32Array.from(arrayFrom(1, [cells * channels]).values)
/** Of some cells one class, of others several. */
const chances = Array.from({ length: cells }, (_cell, at) =>
  at % 4 === 0 ? [0.25, 0.5, 0.25] : [0, 1, 2].map((of) => (of === (at * 7) % 3 ? 1 : 0)),
).flat()
const asMaps = right(
  targetDataset({
    shape: [height, width, channels],
    values,
    targets: probabilities(classes, chances, { map: [height, width] }),
    normalization: 'none',
  }),
)
const asRows = right(targetDataset({ shape: [channels], values, targets: probabilities(classes, chances), normalization: 'none' }))
const ofMaps = sequential(input(height, width, channels), conv2d(channels, classes, { kernelSize: 1, bias: true }))(key(0))
const numbers = Object.fromEntries(arraysOf(ofMaps).map(({ path, values: given }) => [path, given]))
const ofRows = right(withArrays(numbers)(sequential(input(channels), linear(channels, classes))(key(0))))
const moved = <Net extends typeof ofMaps | typeof ofRows>(network: Net): Net =>
  mapArrays(network, (given) => given.map((value, at) => value + at / 5))
const brier = defineLoss({
  tag: 'test/brier',
  learns: 'probabilities',
  compute: (formula, output, targets) => {
    const apart = formula.combine(1, formula.softmax(output), -1, targets)
    return formula.multiply(apart, apart)
  },
})

describeOnBackends('classes of cells', (backend) => {
  test.each([
    ['cross-entropy', crossEntropy(), crossEntropy()],
    [
      'smoothed and weighted',
      crossEntropy({ labelSmoothing: 0.2, classWeights: [1, 2, 0.5] }),
      crossEntropy({ labelSmoothing: 0.2, classWeights: [1, 2, 0.5] }),
    ],
    ['distillation', distillation({ teacher: moved(ofMaps) }), distillation({ teacher: moved(ofRows) })],
    ['a loss of a program', brier(), brier()],
  ] as const)('%s: the same steps as on rows, in parts too; nothing is left on the device', async (_name, mapLoss, rowLoss) => {
    const options = { epochs: 3, learningRate: 0.5, key: key(1) }
    const before = alive(backend())
    const whole = right(await train(backend(), ofMaps, asMaps, { ...options, batchSize: count, loss: mapLoss })())
    const parts = right(await train(backend(), ofMaps, asMaps, { ...options, batchSize: count, accumulate: 3, loss: mapLoss })())
    const rows = right(await train(backend(), ofRows, asRows, { ...options, batchSize: cells, loss: rowLoss })())
    expect(alive(backend())).toEqual(before)
    for (const [at, { path, values: found }] of arraysOf(whole).entries()) {
      expectClose(found, arraysOf(rows)[at]!.values, path, 1e-5)
      expectClose(arraysOf(parts)[at]!.values, found, `${path} in parts`, 1e-5)
    }
    expect(stepMemory(backend(), ofMaps, count, { loss: mapLoss }).peakBytes).toBeGreaterThan(0)
  })

  test('are measured cell by cell', async () => {
    const asked = { top: 2, confusion: true } as const
    const maps = right(await evaluate(backend(), ofMaps, asMaps, asked)())
    const rows = right(await evaluate(backend(), ofRows, asRows, asked)())
    expect(maps.loss).toBeCloseTo(rows.loss, 6)
    const { intersectionOverUnion, ...rest } = maps
    expect({ ...rest, loss: 0, samples: cells }).toEqual({ ...rows, loss: 0 })
    expect(intersectionOverUnion).toHaveLength(classes)
    expect(maps.samples).toBe(count)
  })

  test('what is wrong with them is said', () => {
    const made = (given: readonly number[]) =>
      E.mapLeft(errorMessage)(
        targetDataset({ shape: [1, 2, 1], values: new Float32Array(2), targets: probabilities(2, given, { map: [1, 2] }) }),
      )
    expect(made([1, 0, 0.5, 0.25])).toEqual(
      E.left('data set: targets: expected probabilities that are together 1, found 0.75 at sample 0, cell 1'),
    )
    expect(E.isRight(made([1, 0, 0.5, 0.5]))).toBe(true)
  })

  test('are mirrored with their samples, and not cropped', async () => {
    const tall = right(
      targetDataset({
        shape: [2, 2, 1],
        values: new Float32Array(4),
        targets: probabilities(2, [1, 0, 0, 1, 1, 0, 0, 1], { map: [2, 2] }),
        normalization: 'none',
      }),
    )
    const network = sequential(input(2, 2, 1), conv2d(1, 2))(key(0))
    const options = { epochs: 1, batchSize: 1, learningRate: 0.1, key: key(1) }
    right(await train(backend(), network, tall, { ...options, augmentation: { flip: true } })())
    const cropped = await train(backend(), network, tall, { ...options, augmentation: { crop: { padding: 1 } } })()
    expect(E.mapLeft(errorMessage)(cropped)).toMatchObject({ _tag: 'Left', left: expect.stringContaining('augmentation.crop.padding') })
  })
})

describeOnBackends(
  'a U-Net of classes',
  (backend) => {
    test('learns which of three every cell is, and its model says so of raw samples', async () => {
      const side = 8
      const drawn = Array.from({ length: 24 }, (_image, image) =>
        Array.from({ length: side * side }, (_cell, at) => Math.floor(((at % side) + image) / 3) % 3),
      )
      const noise = arrayFrom(5, [24 * side * side]).values
      const training = right(
        targetDataset({
          shape: [side, side, 1],
          values: Float32Array.from(drawn.flat(), (of, at) => of + 0.1 * noise[at]!),
          targets: probabilities(
            ['a', 'b', 'c'],
            drawn.flat().flatMap((of) => [0, 1, 2].map((each) => (each === of ? 1 : 0))),
            { map: [side, side] },
          ),
        }),
      )
      const network = unet({ input: [side, side, 1], classes: 3, cfg: [6, 6, 8, 8, 6, 6, 6] })(key(2))
      const learned = right(
        await train(backend(), network, training, { epochs: 12, batchSize: 8, learningRate: 0.02, optimizer: adam(), key: key(3) })(),
      )
      const { accuracy } = right(await evaluate(backend(), learned, training)())
      expect(accuracy).toBeGreaterThan(0.95)
      const model = right(modelOf(learned, training))
      expect(model.classNames).toEqual(['a', 'b', 'c'])
      const [first] = right(await segment(backend(), model, training.values.subarray(0, side * side))())
      const agreeing = drawn[0]!.filter((of, at) => first!.classes[at] === of).length
      expect(agreeing / (side * side)).toBeGreaterThan(0.9)
    }, 60_000)
  },
  // a GPU that the processor plays would take a minute
  backends.filter(({ name }) => name === 'wasm'),
)

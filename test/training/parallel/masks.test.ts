// Maps that are spread again, and labels or classes of cells, in parts of a batch; without batch norms, which normalize each part by itself.
import { expect, test, vi } from 'vitest'
import type { OwnLossMaker } from '../../../lib/index.js'
import { key } from '../../../lib/random/key.js'
import { right } from '../../setup/answers.js'
import { discs } from '../../setup/discs.js'
import { _, backend } from './smallFit.js'

vi.setConfig({ testTimeout: 180_000 })

const { dice } = (await import(/* @vite-ignore */ new URL('./ownLoss.mjs', import.meta.url).href)) as {
  readonly dice: OwnLossMaker<'test/dice', 'probabilities', Readonly<Record<never, never>>>
}
const layers = [
  _.conv2d(1, 4),
  _.relu,
  _.concatenate([], [_.maxPool(2), _.conv2d(4, 6), _.groupNorm(6, 2), _.relu, _.convTranspose2d(6, 3, { bias: true })]),
] as const
const last = { kernelSize: 1, bias: true } as const
const labelling = _.sequential(_.input(16, 16, 1), ...layers, _.conv2d(7, 1, last))(_.key(0))
const telling = _.sequential(_.input(16, 16, 1), ...layers, _.conv2d(7, 2, last))(_.key(0))
const labelled = discs(20, key(1))
const told = { ...labelled, target: right(_.cellClasses(['ground', 'disc'], labelled.target.values, { map: [16, 16] })) }
/** Of every fourth image all cells have a class, of the one behind it none, of others some. */
const marked = labelled.target.values.map((of, cell) => {
  const image = Math.floor(cell / 256)
  return image % 4 === 1 || (image % 4 > 1 && (cell * cell) % 7 < image % 6) ? 255 : of
})
const partly = { ...labelled, target: right(_.cellClasses(['ground', 'disc'], marked, { map: [16, 16], unlabeled: 255 })) }
const options = { epochs: 2, batchSize: 7, learningRate: 0.1, key: _.key(2) }

const cropped = { crop: { padding: 2 }, flip: true }
const loss = _.crossEntropy({ classWeights: [1, 3] })

test.each([
  [
    'labels',
    async (workers: number) => right(await _.train(backend, labelling, labelled, { ...options, augmentation: cropped, workers })()),
  ],
  [
    'classes',
    async (workers: number) => right(await _.train(backend, telling, told, { ...options, augmentation: { flip: true }, loss, workers })()),
  ],
])('%s: several workers take the steps that one takes, up to rounding, and the same bits each time', async (_name, train) => {
  const trained = async (workers: number) => _.arraysOf(await train(workers))
  const [one, two, again] = [await trained(1), await trained(2), await trained(2)]
  expect(again).toEqual(two)
  for (const [at, { values, path }] of two.entries())
    values.forEach((value, place) => expect(value, path).toBeCloseTo(one[at]?.values[place] ?? Number.NaN, 5))
})

test.each([
  ['cross-entropy', loss],
  ['distillation', _.distillation({ teacher: telling })],
  ['a loss that leaves them out itself, of whole samples', dice()],
])(
  'cells of no class, %s: shards count by what they say, also in parts, and an epoch tells the means over all of these',
  async (_name, of) => {
    const fitted = async (workers: number, accumulate: number) => {
      const told = { ...options, accumulate, workers, loss: of as typeof loss, augmentation: cropped, validation: partly }
      const epochs = []
      for await (const epoch of _.fit(backend, telling, partly, told)) epochs.push(right(epoch))
      return epochs
    }
    const one = await fitted(1, 1)
    for (const epochs of [await fitted(2, 1), await fitted(3, 2)])
      for (const [at, { network, loss: mean, accuracy }] of epochs.entries()) {
        expect(mean).toBeCloseTo(one[at]!.loss, 5)
        expect(accuracy).toBeCloseTo(one[at]!.accuracy, 2)
        for (const [place, { values, path }] of _.arraysOf(network).entries()) {
          const expected = _.arraysOf(one[at]!.network)[place]!.values
          values.forEach((value, number) => expect(value, path).toBeCloseTo(expected[number]!, 5))
        }
      }
  },
)

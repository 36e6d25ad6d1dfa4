/** A U-Net learns masks, is narrowed to half its widths by the code that narrows all networks, and learns again what it lost. */
import { either as E, function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import { severalLabels } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { unet } from '../../lib/model/unet.js'
import type { Network } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { batchNormScale } from '../../lib/pruning/batchNormScale.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { planWidths } from '../../lib/pruning/plan.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { train } from '../../lib/training/train.js'
import { backends, describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { discs } from '../setup/discs.js'

type ToMask = Network<[16, 16, 1], [16, 16, 1], readonly number[], 'unet'>

const training = discs(96, key(1))
const other = discs(40, key(2))
const whole = unet({ input: [16, 16, 1], classes: 1, cfg: [6, 6, 12, 12, 6, 6, 6] })(key(3))
const options = { epochs: 8, batchSize: 16, learningRate: 0.02, optimizer: adam(), key: key(4) }

describeOnBackends(
  'masks on the way to half the widths',
  (backend) => {
    const overlap = async (network: ToMask) => right(await evaluate(backend(), network, other)()).intersectionOverUnion[0]!

    test('are learned, lost in narrowing, and learned again', async () => {
      const learned = right(await train(backend(), whole, training, options)())
      const half = narrowNetwork(learned, l1Norm, [3, 3, 6, 6, 3, 3, 3])
      const again = right(await train(backend(), half, training, options)())
      const overlaps = [await overlap(whole), await overlap(learned), await overlap(half), await overlap(again)]
      expect(overlaps.map((found) => found > 0.7)).toEqual([false, true, false, true])
    }, 60_000)
  },
  // a GPU that the processor plays would take a minute
  backends.filter(({ name }) => name === 'wasm'),
)

describeOnBackends('masks', (backend, { runs }) => {
  test('are learned epoch by epoch', async () => {
    const losses: number[] = []
    for await (const epoch of fit(backend(), whole, training, { ...options, epochs: runs(8) })) losses.push(right(epoch).loss)
    expect(losses.length).toBe(runs(8))
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!)
  }, 120_000)

  test('of another size than the samples cannot move with them: a fit says so', async () => {
    const pooled = sequential(input(4, 4, 1), maxPool(2))(key(0))
    const targets = severalLabels(1, [0, 1, 1, 0], { map: [2, 2] })
    const samples = right(targetDataset({ shape: [4, 4, 1], values: new Float32Array(16), targets, normalization: 'none' }))
    const found = await train(backend(), pooled, samples, { ...options, augmentation: { flip: true } })()
    expect(found).toEqual(
      E.left({ _tag: 'BadOption', option: 'augmentation', expected: 'masks as large as the samples, [4,4]', found: '[2,2]' }),
    )
  })
})

test('a plan by ratio takes from every width; one by batch-norm scales leaves those without one whole', () => {
  const cutBy = (plan: Parameters<typeof cut>[0]) => right(cut(plan)(whole))
  expect(cutBy(right(planByRatio(l1Norm, 0.5)(whole))).cfg).toEqual([3, 3, 6, 6, 3, 3, 3])
  // equal scales: the earlier stays
  const slim = right(planBySlimming({ ratio: 0.25, maximumRatio: 0.5 })(whole))
  expect([planWidths(slim.plan), slim.ranked]).toEqual([[6, 6, 12, 12, 6, 3, 3], 48])
  expect(F.pipe(whole, planByRatio(batchNormScale, 0.5))).toEqual(E.left({ _tag: 'NoBatchNorm', path: '6.1.7' }))
})

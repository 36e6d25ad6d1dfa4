/** A U-Net learns masks, is narrowed to half its widths by the code that narrows all networks, and learns again what it lost. */
import { either as E, function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import { unet } from '../../lib/model/unet.js'
import type { Network } from '../../lib/network/network.js'
import { batchNormScale } from '../../lib/pruning/batchNormScale.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { planWidths } from '../../lib/pruning/plan.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { train } from '../../lib/training/train.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { discs } from '../setup/discs.js'

type ToMask = Network<[16, 16, 1], [16, 16, 1], readonly number[], 'unet'>

const training = discs(96, key(1))
const other = discs(40, key(2))
const whole = unet({ input: [16, 16, 1], classes: 1, cfg: [6, 6, 12, 12, 6, 6, 6] })(key(3))
const options = { epochs: 8, batchSize: 16, learningRate: 0.02, optimizer: adam(), key: key(4) }

describeOnBackends('masks', (backend) => {
  const overlap = async (network: ToMask): Promise<number> => right(await evaluate(backend(), network, other)()).intersectionOverUnion[0]!

  test('are learned, lost by half in narrowing, and learned again', async () => {
    expect(await overlap(whole)).toBeLessThan(0.2)
    const learned = right(await train(backend(), whole, training, options)())
    expect(await overlap(learned)).toBeGreaterThan(0.7)
    const half = narrowNetwork(learned, l1Norm, [3, 3, 6, 6, 3, 3, 3])
    expect(await overlap(half)).toBeLessThan(0.5)
    const again = right(await train(backend(), half, training, options)())
    expect(await overlap(again)).toBeGreaterThan(0.7)
  }, 120_000)

  test('do not move with samples that are cropped or mirrored: a fit says so', async () => {
    expect(await train(backend(), whole, training, { ...options, augmentation: { flip: true } })()).toEqual(
      E.left({
        _tag: 'BadOption',
        option: 'augmentation',
        expected: 'none where labels are those of cells, which would have to move with the samples',
        found: 'one',
      }),
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

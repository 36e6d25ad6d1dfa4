import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { select } from '../../lib/data/view.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { fitSteps } from '../../lib/training/fit.js'
import { train } from '../../lib/training/train.js'
import { fitMessage } from '../../lib/training/fitError.js'
import type { FitOptions } from '../../lib/training/options.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([6, 6, 3], 3, 40)
const initial = sequential(input(6, 6, 3), conv2d(3, 4), batchNorm(4), relu, flatten, linear(144, 3))(key(1))
const options: FitOptions = { epochs: 2, batchSize: 8, learningRate: 0.05, key: key(5) }
const augmentation = { crop: { padding: 2 }, flip: true }

describeOnBackends('a fit with augmentation', (backend) => {
  const trained = async (more: Partial<FitOptions>) => {
    const network = right(await train(backend(), initial, samples, { ...options, ...more })())
    return arraysOf(network).map(({ values }) => [...values])
  }

  test('same key, same bits; other bits than without; a crop of padding 0 is none', async () => {
    const before = alive(backend())
    const plain = await trained({})
    const augmented = await trained({ augmentation })
    expect(await trained({ augmentation })).toEqual(augmented)
    expect(augmented).not.toEqual(plain)
    expect(await trained({ augmentation: { crop: { padding: 2, fill: 'mean' }, flip: true } })).not.toEqual(plain)
    expect(await trained({ augmentation, key: key(6) })).not.toEqual(augmented)
    expect(await trained({ augmentation: { crop: { padding: 0 } } })).toEqual(plain)
    expect(alive(backend())).toEqual(before)
  })

  test('each sample is drawn anew in every epoch', async () => {
    // nothing moves: only the crops tell the epochs, and two equal samples, apart
    const same = right(select([4, 4])(samples))
    const losses: number[] = []
    for await (const event of fitSteps(backend(), initial, same, { ...options, epochs: 6, batchSize: 1, learningRate: 0, augmentation }))
      if (E.isRight(event) && event.right._tag === 'step') losses.push(event.right.loss)
    expect(losses).toHaveLength(12)
    // 12 draws of 50: two or three may be equal
    expect(new Set(losses).size).toBeGreaterThan(8)
  })

  test('samples that are no maps cannot be augmented', async () => {
    const network = mlp({ input: [3], cfg: [4], classes: 3 }, key(0))
    const result = await train(backend(), network, learnable([3], 3, 12), { ...options, augmentation: { flip: true } })()
    expect(E.isLeft(result) && fitMessage(result.left)).toBe(
      'augmentation: expected samples that are maps [height,width,channels], found [3]',
    )
  })
})

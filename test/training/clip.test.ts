import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import type { Clip } from '../../lib/training/clip.js'
import { fit } from '../../lib/training/fit.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { lion } from '../../lib/training/optimizer/lion.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import { train } from '../../lib/training/train.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { clipped } from '../reference/clipped.js'
import * as reference from '../reference/optimizers.js'
import { sgd as sgdReference } from '../reference/sgd.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { count, descended, epochsOf, network, type Rule, samples, valuesOf } from './smallClassification.js'

const base = { learningRate: 0.02, batchSize: count, weightDecay: 0.1, key: key(3) }
const bySgd: Rule = (start, gradients) =>
  sgdReference(start, gradients, { learningRate: 0.02, momentum: 0.9, nesterov: false, weightDecay: 0.1 })
const byAdam: Rule = (start, gradients) =>
  reference.adam(start, gradients, { learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, decoupled: false })

/** Each is reached by some of the steps; the first by all. */
const bounds: readonly Clip[] = [{ norm: 0.1 }, { norm: 0.5 }, { value: 0.1 }]

describeOnBackends('a fit that clips its gradients', (backend) => {
  test.each(bounds)('%o: twenty steps in float64, by SGD and by Adam', async (clip) => {
    const rules = [
      [sgd({ momentum: 0.9 }), bySgd],
      [adam(), byAdam],
    ] as const
    for (const [optimizer, rule] of rules) {
      const epochs = await epochsOf(backend(), network, { ...base, epochs: 20, optimizer, clip })
      const expected = descended(
        (start, gradients) =>
          rule(
            start,
            gradients.map((gradient) => clipped(gradient, clip)),
          ),
        20,
      )
      expectClose(Float32Array.from(valuesOf(epochs.at(-1)!.network)), expected, `${optimizer._tag} after twenty steps`, 1e-5)
      expect(Math.abs(expected[0]! - descended(rule, 20)[0]!)).toBeGreaterThan(1e-4)
    }
  })

  test('bounds that nothing reaches change no bit', async () => {
    const options = { ...base, epochs: 3, batchSize: 4, momentum: 0.9 }
    const plain = await epochsOf(backend(), network, options)
    for (const clip of [{ norm: 1e6 }, { value: 1e6 }, undefined]) {
      const bounded = await epochsOf(backend(), network, { ...options, clip })
      expect(bounded.map((epoch) => epoch.network)).toEqual(plain.map((epoch) => epoch.network))
    }
  })

  test.each(bounds)('%o: stopped, written, read and resumed it is the fit that never stopped', async (clip) => {
    const options = { ...base, epochs: 5, batchSize: 4, optimizer: adam(), clip }
    const whole = await epochsOf(backend(), network, options)
    const stopped = whole[1]!
    const resume = right(decodeFitState(encodeFitState(stopped.state)))
    expect(await epochsOf(backend(), stopped.network, { ...options, resume })).toEqual(whole.slice(2))
  })

  test('a fit goes on only under the bound that it began with', async () => {
    const [epoch] = await epochsOf(backend(), network, { ...base, epochs: 1, clip: { norm: 1 } })
    const on = (clip: Clip | undefined) => train(backend(), epoch!.network, samples, { ...base, epochs: 2, clip, resume: epoch!.state })()
    expect(await on({ norm: 2 })).toMatchObject(E.left({ differences: [{ option: 'clip.norm', saved: 1, given: 2 }] }))
    expect(await on({ value: 1 })).toMatchObject(E.left({ differences: [{ option: 'clip.norm' }, { option: 'clip.value' }] }))
    expect(await on(undefined)).toMatchObject(E.left({ differences: [{ option: 'clip.norm', saved: 1, given: undefined }] }))
    expect(E.isRight(await on({ norm: 1 }))).toBe(true)
    const [plain] = await epochsOf(backend(), network, { ...base, epochs: 1 })
    expect(Object.keys(plain!.state.told!.options).filter((option) => option.startsWith('clip'))).toEqual([])
  })

  // the logits overflow, and with them the gradients of what is in front; the loss is told of what came before the step
  test.each([sgd(), adam(), lion()])('hides nothing that is not finite: %o', async (optimizer) => {
    const deep = mapArrays(mlp({ input: [3], cfg: [4, 4], classes: 3 }, key(0)), (values) => values.map((value) => value * 1e30))
    const wide = learnable([3], 3, 8)
    for (const clip of [{ norm: 1 }, { value: 0.1 }]) {
      const told = await train(backend(), deep, wide, { epochs: 2, batchSize: 8, learningRate: 0.1, optimizer, clip, key: key(1) })()
      expect(told).toMatchObject({ left: { _tag: expect.stringMatching(/^(Loss|Weights)NotFinite$/) } })
    }
  })

  test.each<[clip: unknown, option: string]>([
    [{ norm: 0 }, 'clip.norm'],
    [{ norm: -1 }, 'clip.norm'],
    [{ norm: Number.NaN }, 'clip.norm'],
    [{ norm: Number.POSITIVE_INFINITY }, 'clip.norm'],
    [{ norm: 1e39 }, 'clip.norm'],
    [{ value: 0 }, 'clip.value'],
    [{ value: 1e-60 }, 'clip.value'],
  ])('%o is a Left that names %s', async (clip, option) => {
    for await (const event of fit(backend(), network, samples, { ...base, epochs: 1, clip: clip as Clip }))
      expect(event).toMatchObject(E.left({ _tag: 'BadOption', option, expected: 'a finite number above 0' }))
  })

  test.each<[clip: unknown, sentence: string]>([
    [1, 'clip is 1, not one of { norm } and { value }'],
    [[1], 'clip is a list of 1, not one of { norm } and { value }'],
    [{}, 'clip is an object, not one of { norm } and { value }'],
    [{ norm: 1, value: 2 }, 'clip is an object { norm, value }, not one of { norm } and { value }'],
    [{ norm: 1, over: 'weights' }, 'clip is an object { norm, over }, not one of { norm } and { value }'],
    [{ norms: 1 }, 'unknown option clip.norms, not one of norm, value'],
    [{ norm: '1' }, 'clip.norm is "1", not a number'],
  ])('%o throws at the call', (clip, sentence) => {
    expect(() => fit(backend(), network, samples, { ...base, epochs: 1, clip: clip as never })).toThrow(`narrownet: fit: ${sentence}`)
  })
})

import { expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import * as reference from '../reference/optimizers.js'
import { arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { expectClose } from './expectClose.js'
import { valuesOf } from './valuesOf.js'

type Kept = Readonly<Record<string, DeviceArray | undefined>>

/** A step whose kept arrays are named, so that one loop takes every optimizer's. */
type Step = (
  backend: Backend,
  parameter: DeviceArray,
  gradient: DeviceArray,
  kept: Kept,
  step: number,
) => { readonly parameter: DeviceArray; readonly kept: Kept }

interface Case {
  readonly title: string
  readonly step: Step
  readonly expected: (start: Float64Array, gradients: readonly Float64Array[]) => readonly Float64Array[]
}

const adam = (options: Parameters<typeof reference.adam>[2]): Case => ({
  title: `adam ${JSON.stringify(options)}`,
  step: (backend, parameter, gradient, { first, second }, step) => {
    const moments = first && second && { first, second }
    const { parameter: next, ...kept } = backend.adam(parameter, gradient, moments, { ...options, step })
    return { parameter: next, kept }
  },
  expected: (start, gradients) => reference.adam(start, gradients, options),
})
const rmsProp = (options: Parameters<typeof reference.rmsProp>[2]): Case => ({
  title: `rmsProp ${JSON.stringify(options)}`,
  step: (backend, parameter, gradient, { meanSquare, velocity }) => {
    const { parameter: next, ...kept } = backend.rmsProp(parameter, gradient, { meanSquare, velocity }, options)
    expect(kept.velocity === undefined).toBe(options.momentum === 0)
    return { parameter: next, kept }
  },
  expected: (start, gradients) => reference.rmsProp(start, gradients, options),
})
const lion = (options: Parameters<typeof reference.lion>[2]): Case => ({
  title: `lion ${JSON.stringify(options)}`,
  step: (backend, parameter, gradient, { first }) => {
    const { parameter: next, ...kept } = backend.lion(parameter, gradient, first, options)
    return { parameter: next, kept }
  },
  expected: (start, gradients) => reference.lion(start, gradients, options),
})

const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
const cases: readonly Case[] = [
  adam({ ...betas, learningRate: 0.01, weightDecay: 0, decoupled: false }),
  adam({ ...betas, learningRate: 0.01, weightDecay: 0.05, decoupled: false }),
  adam({ ...betas, learningRate: 0.01, weightDecay: 0.05, decoupled: true }),
  adam({ learningRate: 0.1, beta1: 0, beta2: 0.5, epsilon: 0.1, weightDecay: 0, decoupled: false }),
  rmsProp({ learningRate: 0.01, alpha: 0.99, epsilon: 1e-8, momentum: 0, weightDecay: 0 }),
  rmsProp({ learningRate: 0.01, alpha: 0.9, epsilon: 1e-3, momentum: 0.9, weightDecay: 0.05 }),
  lion({ learningRate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0 }),
  lion({ learningRate: 0.01, beta1: 0.5, beta2: 0.9, weightDecay: 0.1 }),
]

describeOnBackends(
  'optimizers',
  (backend) => {
    for (const shape of [[3, 3, 2, 4], [7], [1], [2, 3]]) {
      test.each(cases)(`twenty steps in float64, ${shape}: $title`, async ({ step, expected }) => {
        const { upload, release, liveArrays } = backend()
        const before = liveArrays()
        const start = arrayFrom(1, shape).values
        const gradients = Array.from({ length: 20 }, (_, index) => arrayFrom(index + 2, shape).values)
        const wanted = expected(start, gradients)
        let parameter = upload(Float32Array.from(start), shape)
        let kept: Kept = {}
        for (const [index, values] of gradients.entries()) {
          const gradient = upload(Float32Array.from(values), shape)
          const next = step(backend(), parameter, gradient, kept, index + 1)
          for (const array of [parameter, gradient, ...Object.values(kept)]) if (array !== undefined) release(array)
          ;({ parameter, kept } = next)
          expectClose(await valuesOf(backend(), parameter), wanted[index]!, `after step ${index + 1}`, 2e-6)
        }
        for (const array of [parameter, ...Object.values(kept)]) if (array !== undefined) release(array)
        expect(liveArrays()).toEqual(before)
      })
    }

    test('a gradient that is no number, or is infinite, does not vanish', async () => {
      const { upload, release } = backend()
      for (const { step } of cases) {
        const parameter = upload(Float32Array.of(1, 1), [2])
        const gradient = upload(Float32Array.of(Number.NaN, 1), [2])
        const next = step(backend(), parameter, gradient, {}, 1)
        const [broken, sound] = await valuesOf(backend(), next.parameter)
        expect(broken).toBe(Number.NaN)
        expect(Number.isFinite(sound)).toBe(true)
        for (const array of [parameter, gradient, next.parameter, ...Object.values(next.kept)]) if (array !== undefined) release(array)
      }
    })

    test('a gradient of another shape is a mistake of ours', () => {
      const { upload, release } = backend()
      const parameter = upload(Float32Array.of(1, 1), [2])
      const gradient = upload(Float32Array.of(1), [1])
      for (const { step } of cases) expect(() => step(backend(), parameter, gradient, {}, 1)).toThrow('narrownet')
      release(parameter)
      release(gradient)
    })
  },
  implementations,
)

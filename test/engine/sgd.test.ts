import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import { sgd } from '../reference/sgd.js'
import { right } from '../setup/answers.js'
import { arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { expectClose } from './expectClose.js'
import { valuesOf } from './valuesOf.js'

const variants = [
  { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 },
  { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0.01 },
  { learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0 },
  { learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0.01 },
  { learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0 },
  { learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 },
]

describeOnBackends(
  'sgd',
  (backend) => {
    test.each(variants)('five steps as PyTorch takes them: %o', async (options) => {
      const { upload, release, liveArrays, sgd: step } = backend()
      const before = liveArrays()
      const shape = [3, 3, 2, 4]
      const start = arrayFrom(1, shape).values
      const gradients = [2, 3, 4, 5, 6].map((seed) => arrayFrom(seed, shape).values)
      const expected = sgd(start, gradients, options)
      let parameter = upload(Float32Array.from(start), shape)
      let velocity: DeviceArray | undefined
      for (const [index, values] of gradients.entries()) {
        const gradient = upload(Float32Array.from(values), shape)
        const next = step(parameter, gradient, velocity, options)
        expect(next.velocity === undefined).toBe(options.momentum === 0)
        for (const array of [parameter, gradient, velocity]) if (array !== undefined) release(array)
        ;({ parameter, velocity } = next)
        expectClose(await valuesOf(backend(), parameter), expected[index]!, `after step ${index + 1}`, 1e-6)
      }
      release(parameter)
      if (velocity !== undefined) release(velocity)
      expect(liveArrays()).toEqual(before)
    })

    test.each([1e-46, -0, 1e-60])('a momentum of %d is none in float32: there is no velocity', async (momentum) => {
      const { upload, scope, release, sgd: step } = backend()
      const stepped = right(
        scope(() => step(upload(Float32Array.of(1), [1]), upload(Float32Array.of(1), [1]), undefined, { ...variants[0]!, momentum })),
      )
      expect(stepped.velocity).toBe(undefined)
      expectClose(await valuesOf(backend(), stepped.parameter), Float64Array.of(0.9), 'without a velocity', 1e-6)
      release(stepped.parameter)
    })
  },
  implementations,
)

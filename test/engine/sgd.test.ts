import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import { sgd } from '../reference/sgd.js'
import { arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { expectClose } from './expectClose.js'

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
      const { upload, download, release, liveArrays, sgd: step } = backend()
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
        expectClose(await download(parameter), expected[index]!, `after step ${index + 1}`, 1e-6)
      }
      release(parameter)
      if (velocity !== undefined) release(velocity)
      expect(liveArrays()).toEqual(before)
    })
  },
  implementations,
)

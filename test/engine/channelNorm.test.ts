import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import type { ReferenceArray } from '../reference/array.js'
import { centralDifferences } from '../reference/centralDifferences.js'
import { channelNorm, setsOf } from '../reference/channelNorm.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const epsilon = 1e-3

/** A norm over channels, as its operation is called and as its sets are found. */
interface Norm {
  readonly name: string
  readonly over: 'sample' | 'position'
  readonly groups: number
  readonly membership: (channels: number) => readonly number[]
}

const layerNorm: Norm = { name: 'layerNorm', over: 'position', groups: 1, membership: (channels) => new Array<number>(channels).fill(0) }

/** Channels of a group anywhere, groups of any size, some of none. */
const scattered: Norm = {
  name: 'groupNorm, its groups scattered',
  over: 'sample',
  groups: 5,
  membership: (channels) => Array.from({ length: channels }, (_, channel) => (channel * channel + 1) % 4),
}
const even: Norm = {
  name: 'groupNorm',
  over: 'sample',
  groups: 2,
  membership: (channels) => Array.from({ length: channels }, (_, channel) => Math.floor((2 * channel) / channels)),
}

const operationOf = ({ groups, over }: Norm, backend: Backend, arrays: Readonly<Record<'scale' | 'shift' | 'membership', DeviceArray>>) => {
  const options = { scale: arrays.scale, shift: arrays.shift, epsilon }
  return over === 'position'
    ? {
        apply: (input: DeviceArray) => backend.layerNorm.apply(input, options),
        differentiate: (input: DeviceArray) => backend.layerNorm.differentiate(input, options),
      }
    : {
        apply: (input: DeviceArray) => backend.groupNorm.apply(input, { ...options, groups, membership: arrays.membership }),
        differentiate: (input: DeviceArray) =>
          backend.groupNorm.differentiate(input, { ...options, groups, membership: arrays.membership }),
      }
}

describeOnBackends(
  'norms over channels',
  (backend, { runs, within }) => {
    const run = (norm: Norm, input: ReferenceArray, scale: ReferenceArray, shift: ReferenceArray, outputGradient: ReferenceArray) => {
      const membership = { shape: scale.shape, values: Float64Array.from(norm.membership(scale.values.length)) }
      return evaluate(backend(), { input, scale, shift, membership, outputGradient }, (arrays) => {
        const { share } = backend()
        const { apply, differentiate } = operationOf(norm, backend(), arrays)
        const [output, pullback] = differentiate(share(arrays.input))
        expect(output.shape).toEqual(input.shape)
        const gradients = pullback(share(arrays.outputGradient))
        return {
          output,
          applied: apply(share(arrays.input)),
          inputGradient: gradients.input,
          scaleGradient: gradients.scale,
          shiftGradient: gradients.shift,
        }
      })
    }

    const size = fc.integer({ min: 1, max: 4 })
    const arbitraryShape = fc.oneof(
      fc.tuple(size, size, size, fc.integer({ min: 1, max: 9 })),
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    )

    test.each([layerNorm, even, scattered])('$name: values and gradients against float64', (norm) =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, async (shape, seed) => {
          const channels = shape.at(-1)!
          const input = arrayFrom(seed, shape)
          const [scale, shift] = [arrayFrom(seed + 1, [channels]), arrayFrom(seed + 2, [channels])]
          const outputGradient = arrayFrom(seed + 3, shape)
          const sets = setsOf(input, norm.membership(channels), norm.over)
          const reference = (x: ReferenceArray, gamma = scale.values, beta = shift.values): Float64Array =>
            channelNorm(x, sets, gamma, beta, epsilon)
          const found = await run(norm, input, scale, shift, outputGradient)
          expectClose(found.output, reference(input), 'output', 5e-6)
          expect(found.applied).toEqual(found.output)
          const by = (moved: ReferenceArray, compute: (values: ReferenceArray) => Float64Array): Float64Array =>
            centralDifferences(compute, moved, outputGradient.values)
          expectClose(found.inputGradient, by(input, reference), 'input gradient', 1e-4)
          expectClose(
            found.scaleGradient,
            by(scale, ({ values }) => reference(input, values)),
            'scale gradient',
            1e-5,
          )
          expectClose(
            found.shiftGradient,
            by(shift, ({ values }) => reference(input, scale.values, values)),
            'shift gradient',
            1e-5,
          )
        }),
        { numRuns: runs(60) },
      ),
    )

    // more channels than a stretch of sums has, more rows than a part
    test.each([
      [layerNorm, [3, 300]],
      [layerNorm, [70, 2, 1, 67]],
      [even, [2, 40, 40, 6]],
      [scattered, [3, 9, 9, 70]],
    ] as const)('$0.name of $1: a mean ten thousand times the deviation costs nothing', async (norm, shape) => {
      const channels = shape.at(-1)!
      const input = { shape, values: arrayFrom(7, shape).values.map((value) => Math.fround(value + 10_000)) }
      const [scale, shift] = [arrayFrom(8, [channels]), arrayFrom(9, [channels])]
      const outputGradient = arrayFrom(10, shape)
      const found = await run(norm, input, scale, shift, outputGradient)
      const sets = setsOf(input, norm.membership(channels), norm.over)
      expectClose(found.output, channelNorm(input, sets, scale.values, shift.values, epsilon), 'output', within(2e-6))
      const [zeros, ones] = [new Float64Array(channels), new Float64Array(channels).fill(1)]
      const normalized = channelNorm(input, sets, ones, zeros, epsilon)
      const sums = (term: (at: number) => number): Float64Array =>
        outputGradient.values.reduce((totals, _, at) => {
          totals[at % channels]! += term(at)
          return totals
        }, new Float64Array(channels))
      expectClose(
        found.scaleGradient,
        sums((at) => outputGradient.values[at]! * normalized[at]!),
        'scale gradient',
        1e-5,
      )
      expectClose(
        found.shiftGradient,
        sums((at) => outputGradient.values[at]!),
        'shift gradient',
        1e-5,
      )
    })

    test.each([layerNorm, even])('$name: numbers that are all alike give the shift, and have no gradient but its', async (norm) => {
      const input = { shape: [2, 4], values: new Float64Array(8).fill(3) }
      const one = { shape: [4], values: new Float64Array(4).fill(1) }
      const found = await run(norm, input, one, one, arrayFrom(11, [2, 4]))
      expectClose(found.output, new Float64Array(8).fill(1))
      expectClose(found.scaleGradient, [0, 0, 0, 0])
    })

    test.each([layerNorm, even])('$name: a NaN spoils its set and no other', async (norm) => {
      const input = arrayFrom(12, [3, 2, 2, 4])
      input.values[17] = Number.NaN
      const one = { shape: [4], values: new Float64Array(4).fill(1) }
      const found = await run(norm, input, one, one, arrayFrom(13, input.shape))
      const spoiled = setsOf(input, norm.membership(4), norm.over).find((set) => set.includes(17))!
      for (const values of [found.output, found.inputGradient])
        expect(Array.from(values, Number.isNaN)).toEqual(Array.from(values, (_, at) => spoiled.includes(at)))
    })
  },
  implementations,
)

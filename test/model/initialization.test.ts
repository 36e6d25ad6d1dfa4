import { describe, expect, test } from 'vitest'
import { densenet } from '../../lib/model/densenet.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { key } from '../../lib/random/key.js'
import type { Family } from './families.js'

const classes = 100
const input = [8, 8, 3] as const
const cfg = [8, 'M', 16, 'M', 64] as const
const k = key(3)

/** Where the scales start, each value once. */
const scalesOf = (network: Family): readonly number[] => [
  ...new Set(arraysOf(network).flatMap(({ role, values }) => (role === 'scale' ? [...values] : []))),
]

/** The casts forget what is known of the networks: their arrays are all that is looked at. */
const made = (network: unknown): Family => network as Family

describe("a batch norm's scale", () => {
  test('starts at 1 in a ResNet, at 0.5 in the networks of Network Slimming', () => {
    expect(scalesOf(made(resnet({ depth: 8, classes, input, shortcut: 'projection' }, k)))).toEqual([1])
    expect(scalesOf(made(preResnet({ depth: 11, classes, input }, k)))).toEqual([0.5])
    expect(scalesOf(made(densenet({ depth: 7, classes, input }, k)))).toEqual([0.5])
    expect(scalesOf(made(vgg({ cfg, classes, input }, k)))).toEqual([0.5])
  })

  test('behind the hidden linear layer of a VGG at 1', () => {
    const scales = arraysOf(vgg({ cfg: [...cfg, 32], classes, input, linearLayers: 2 }, k)).filter(({ role }) => role === 'scale')
    expect(scales.map(({ values }) => values[0])).toEqual([0.5, 0.5, 0.5, 1])
  })

  test('starts where it is told to', () => {
    expect(scalesOf(made(resnet({ depth: 8, classes, input, initialScale: 0.5 }, k)))).toEqual([0.5])
    expect(scalesOf(made(preResnet({ depth: 11, classes, input, initialScale: 1 }, k)))).toEqual([1])
    expect(scalesOf(made(densenet({ depth: 7, classes, input, initialScale: 0.25 }, k)))).toEqual([0.25])
    expect(scalesOf(made(vgg({ cfg, classes, input, initialScale: 1 }, k)))).toEqual([1])
  })
})

const deviation = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)

describe('weights', () => {
  test('of a VGG: linear layers normal of deviation 0.01, their biases 0', () => {
    const arrays = arraysOf(vgg({ cfg: [...cfg, 128], classes, input, linearLayers: 2 }, k))
    const linear = arrays.filter(({ role, shape }) => role === 'weight' && shape.length === 2)
    expect(linear.map(({ shape }) => shape)).toEqual([
      [64, 128],
      [128, 100],
    ])
    for (const { values } of linear) {
      // 8,192 and 12,800 values: five standard errors are 4 %
      expect(Math.abs(deviation(values) / 0.01 - 1)).toBeLessThan(0.04)
      expect(Math.max(...values)).toBeGreaterThan(0.03)
    }
    const biases = arrays.filter(({ role }) => role === 'bias').flatMap(({ values }) => [...values])
    expect(new Set(biases)).toEqual(new Set([0]))
  })

  test('of convolutions: He et al. 2015, fan out', () => {
    const arrays = arraysOf(resnet({ depth: 8, classes, input, shortcut: 'projection' }, k))
    const filters = arrays.filter(({ role, shape }) => role === 'weight' && shape.length === 4)
    expect(filters.length).toBe(9)
    for (const { shape, values } of filters) {
      const [height = 0, width = 0, , out = 0] = shape
      expect(Math.abs(deviation(values) / Math.sqrt(2 / (height * width * out)) - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length))
    }
  })

  test('are those of the key', () => {
    const weightOf = (seed: number) => arraysOf(resnet({ depth: 8, classes, input }, key(seed)))[0]?.values
    expect(weightOf(1)).toEqual(weightOf(1))
    expect(weightOf(1)).not.toEqual(weightOf(2))
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conv2d } from '../../lib/layer/conv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { flatten } from '../../lib/layer/flatten.js'
import { convnet } from '../../lib/model/convnet.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { arraysOf } from '../../lib/network/arrays.js'
import * as _ from '../../lib/network/reinitialized.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

const constants = ['mask', 'positions']

describe('reinitialized', () => {
  test('widths, positions and masks stay; every other array is as drawn from the key', () => {
    fc.assert(
      fc.property(arbitraryNetwork, fc.nat(), (network, seed) => {
        const again = _.reinitialized(network, key(seed))
        expect({ ...again, nodes: [] }).toEqual({ ...network, nodes: [] })
        const before = arraysOf(network)
        const after = arraysOf(again)
        expect(after.map(({ path, shape }) => [path, shape])).toEqual(before.map(({ path, shape }) => [path, shape]))
        const kept = (arrays: typeof before) => arrays.filter(({ role }) => constants.includes(role))
        expect(kept(after)).toEqual(kept(before))
        expect(_.reinitialized(again, key(seed))).toEqual(again)
        for (const { role, values } of after) {
          if (role === 'shift' || role === 'statistic') expect(new Set(values).size).toBe(1)
        }
      }),
    )
  })

  test('is what the constructor draws from that key', () => {
    const made = (seed: number) => convnet({ input: [8, 8, 1], cfg: [4, 4, 4], classes: 3, initialScale: 0.5 }, key(seed))
    expect(_.reinitialized(made(1), key(2))).toEqual(made(2))
    const residual = (seed: number) => preResnet({ depth: 11, classes: 10 }, key(seed))
    expect(_.reinitialized(residual(1), key(2))).toEqual(residual(2))
  })

  test('a masked convolution is drawn wider, by the weights that act; a masked linear layer as ever', () => {
    const network = sequential(input(8, 8, 16), conv2d(16, 24), flatten, linear(1536, 10))(key(0))
    const masked = right(maskSmallest({ ratio: 0.9, scope: 'layer' })(network))
    const arrays = (of: Parameters<typeof arraysOf>[0]) => Object.fromEntries(arraysOf(of).map(({ path, values }) => [path, values]))
    const [found, fresh] = [arrays(_.reinitialized(masked, key(1))), arrays(_.reinitialized(network, key(1)))]
    expect(found['0.mask']).toEqual(arrays(masked)['0.mask'])
    expect(found['2.weight']).toEqual(fresh['2.weight'])
    const acting = found['0.mask']!.filter((factor) => factor === 1).length
    expect(found['0.weight']).toEqual(fresh['0.weight']!.map((value) => value * Math.sqrt(3456 / acting)))
    const deviation = Math.sqrt(found['0.weight']!.reduce((sum, value) => sum + value ** 2, 0) / 3456)
    expect(deviation / Math.sqrt(2 / (acting / 16))).toBeGreaterThan(0.95)
    expect(deviation / Math.sqrt(2 / (acting / 16))).toBeLessThan(1.05)
  })
})

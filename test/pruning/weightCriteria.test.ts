import fc from 'fast-check'
import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { concatenate, residual } from '../../lib/network/branching.js'
import { batchNormScale, scaleTimesNextNorm } from '../../lib/pruning/batchNormScale.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { eachDistance } from '../../lib/pruning/eachDistance.js'
import { geometricMedian } from '../../lib/pruning/geometricMedian.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { expectClose } from '../engine/expectClose.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { networkOf } from '../setup/smallNetworks.js'

describe('the distance from the other filters', () => {
  test('is the definition, in float64, of every group', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        for (const candidates of candidatesOf(network)) {
          const { weight, width } = candidates
          const filters = Array.from({ length: width }, (_, channel) => Array.from(weight).filter((_value, at) => at % width === channel))
          const sums = filters.map((one) =>
            filters.reduce((sum, other) => sum + Math.hypot(...one.map((value, at) => value - other[at]!)), 0),
          )
          expectClose(Float32Array.from(right(geometricMedian.score(candidates))), sums, candidates.path, 1e-6)
        }
      }),
    )
  })

  test.each([
    [1, 9],
    [3, 300],
    [5, 1],
    [130, 40],
    [258, 517],
  ])('of %i filters of %i weights, some of them nearly equal, as pair by pair to nine digits; equal ones have one score', (width, rows) => {
    const drawn = arrayFrom(width, [rows * width]).values
    const weight = Float32Array.from(drawn, (value, at) => {
      const [row, filter] = [Math.floor(at / width), at % width]
      // every third filter is the one before it, and every ninth of these but for a unit of the last place or so
      if (filter % 3 !== 1) return value
      const before = Math.fround(drawn[at - 1]!)
      return filter % 9 === 1 && row % 2 === 0 ? before * (1 + 2e-7) : before
    })
    const sums = new Float64Array(width)
    for (let one = 0; one < width; one += 1)
      for (let other = one + 1; other < width; other += 1) {
        let square = 0
        for (let row = 0; row < rows; row += 1) square += (weight[row * width + one]! - weight[row * width + other]!) ** 2
        sums[one] = sums[one]! + Math.sqrt(square)
        sums[other] = sums[other]! + Math.sqrt(square)
      }
    const found = right(geometricMedian.score({ index: 0, path: '0', width, weight, nextNorms: [], batchNormScale: undefined }))
    expect(found).toHaveLength(width)
    found.forEach((score, filter) => expect(Math.abs(score - sums[filter]!)).toBeLessThanOrEqual(1e-9 * sums[filter]!))
    for (let filter = 4; filter < width; filter += 3) if (filter % 9 !== 1) expect(found[filter]).toBe(found[filter - 1])
    const apart = new Map<string, number>()
    eachDistance(weight, width, (one, other, distance) => void apart.set(`${one} ${other}`, distance))
    expect(apart.size).toBe((width * (width - 1)) / 2)
    for (let filter = 1; filter < width; filter += 9) {
      let square = 0
      for (let row = 0; row < rows; row += 1) square += (weight[row * width + filter]! - weight[row * width + filter - 1]!) ** 2
      const [distance, expected] = [apart.get(`${filter - 1} ${filter}`)!, Math.sqrt(square)]
      expect(Math.abs(distance - expected)).toBeLessThanOrEqual(1e-9 * expected)
    }
  })

  test('a filter in the middle goes, however large: norms keep it', () => {
    const network = networkOf([2, 2, 1], conv2d(1, 3, { kernelSize: 1 }), relu, globalAveragePool, linear(3, 2))
    const moved = mapArrays(network, (values, path) => (path === '0.weight' ? Float32Array.of(2, 2.1, 0) : values))
    const kept = (criterion: typeof l1Norm) => right(planByRatio(criterion, 1 / 3)(moved)).groups[0]?.kept
    expect(kept(geometricMedian)).toEqual([1, 2])
    expect(kept(l1Norm)).toEqual([0, 1])
  })

  test('the same shift of all filters changes nothing, nor does the order of inputs', () => {
    const network = networkOf([3, 3, 2], conv2d(2, 5), batchNorm(5), relu, globalAveragePool, linear(5, 2))
    const score = (of: AnyShaped) => right(geometricMedian.score(candidatesOf(of)[0]!))
    const shifted = mapArrays(network, (values, path) => (path === '0.weight' ? values.map((value) => value + 0.5) : values))
    expectClose(Float32Array.from(score(shifted)), score(network), 'shifted', 1e-5)
  })
})

/** Weights and scales by path, and the mean over next filters of the channel's kernels there, by hand: [path of next layer, channels before the group, pixels]. */
const expected = (
  network: AnyShaped,
  scalePath: string,
  width: number,
  next: readonly [path: string, offset: number, inputs: number][],
) => {
  const arrays = new Map(arraysOf(network).map(({ path, values, shape }) => [path, { values, shape }]))
  return Array.from({ length: width }, (_, channel) => {
    let [sum, filters] = [0, 0]
    for (const [path, offset, inputs] of next) {
      const { values, shape } = arrays.get(`${path}.weight`)!
      const outputs = shape.at(-1)!
      filters += outputs
      values.forEach((value, at) => {
        if (Math.floor(at / outputs) % inputs === offset + channel) sum += Math.abs(value)
      })
    }
    return (Math.abs(arrays.get(scalePath)!.values[channel]!) * sum) / filters
  })
}

describe('the scale times the next norm', () => {
  const head = [globalAveragePool, linear(3, 2)] as const
  test.each<[name: string, network: AnyShaped, group: number, scale: string, next: [string, number, number][]]>([
    ['a convolution', networkOf([4, 4, 1], conv2d(1, 4), batchNorm(4), relu, conv2d(4, 3), ...head), 0, '1.scale', [['3', 0, 4]]],
    ['a linear layer', networkOf([3], linear(3, 4), batchNorm(4), relu, linear(4, 2)), 0, '1.scale', [['3', 0, 4]]],
    [
      'what a flatten hands on, pixel by pixel',
      networkOf([2, 2, 1], conv2d(1, 4), batchNorm(4), relu, flatten, linear(16, 2)),
      0,
      '1.scale',
      [['4', 0, 4]],
    ],
    [
      'what a depthwise convolution carries, whose window is no filter that reads it',
      networkOf([4, 4, 1], conv2d(1, 4), batchNorm(4), relu, depthwiseConv2d(4), batchNorm(4), relu, conv2d(4, 3), ...head),
      0,
      '1.scale',
      [['6', 0, 4]],
    ],
    [
      'two layers that read, one of them behind a concatenation',
      networkOf([4, 4, 1], conv2d(1, 4), batchNorm(4), relu, concatenate([], [conv2d(4, 2)]), conv2d(6, 3, { kernelSize: 1 }), ...head),
      0,
      '1.scale',
      [
        ['3.1.0', 0, 4],
        ['4', 0, 6],
      ],
    ],
  ])('%s', (_name, network, group, scale, next) => {
    const candidates = candidatesOf(network)[group]!
    const scores = right(scaleTimesNextNorm.score(candidates))
    expectClose(Float32Array.from(scores), expected(network, scale, candidates.width, next), 'scores', 1e-6)
    expect(new Set(scores).size).toBeGreaterThan(1)
  })

  test('law: what is multiplied here and divided there is ranked as before; a scale alone is not', () => {
    const network = networkOf(
      [4, 4, 1],
      conv2d(1, 4),
      batchNorm(4),
      relu,
      residual(conv2d(4, 3), batchNorm(3), relu, conv2d(3, 4)),
      globalAveragePool,
      linear(4, 2),
    )
    const factors = [4, 0.25, 1]
    const rescaled = mapArrays(network, (values, path) =>
      path === '3.body.1.scale' || path === '3.body.1.shift'
        ? values.map((value, channel) => value * factors[channel]!)
        : path === '3.body.3.weight'
          ? values.map((value, at) => value / factors[Math.floor(at / 4) % 3]!)
          : values,
    )
    const scores = (criterion: typeof batchNormScale, of: AnyShaped) => right(criterion.score(candidatesOf(of)[0]!))
    expect(scores(scaleTimesNextNorm, rescaled)).toEqual(scores(scaleTimesNextNorm, network))
    expect(scores(batchNormScale, rescaled)).not.toEqual(scores(batchNormScale, network))
  })

  test('without a batch norm there is nothing to rank', () => {
    const plain = networkOf([3], linear(3, 4), relu, linear(4, 2))
    expect(F.pipe(plain, planByRatio(scaleTimesNextNorm, 0.5))).toEqual(E.left({ _tag: 'NoBatchNorm', path: '0' }))
  })
})

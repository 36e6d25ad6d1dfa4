import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { concatenate, residual, type Spec } from '../../lib/network/branching.js'
import { couplingOf } from '../../lib/network/coupling.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { batchNormScale } from '../../lib/pruning/batchNormScale.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { cut } from '../../lib/pruning/cut.js'
import { type Plan, planProblem, planWidths } from '../../lib/pruning/plan.js'
import * as _ from '../../lib/pruning/planBySlimming.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryUngrouped } from '../setup/networks.js'

/** [entry, channel, |scale|] of every channel that is ranked, in the cfg's order: found by what a criterion sees. */
const rankedOf = (network: AnyShaped): readonly (readonly [number, number, number])[] =>
  candidatesOf(network).flatMap(({ index, batchNormScale: scales }) =>
    Array.from(scales ?? [], (scale, channel) => [index, channel, Math.abs(scale)] as const),
  )

/** |scale| in front of each selection that is an entry of the cfg, of the channels that it does not pick. */
const leftBehind = (network: AnyShaped): readonly number[] => {
  const layers = new Map(layerNodes(network.nodes))
  return couplingOf(network.input, network.nodes).groups.flatMap(({ fate, makers: [maker] }) => {
    const positions = layers.get(maker!.path)?.arrays.positions
    const scale = layers.get(maker!.normalizer?.path ?? '')?.arrays.scale
    const order = [...layers.keys()]
    const inFront = order.indexOf(maker!.normalizer?.path ?? '') < order.indexOf(maker!.path)
    return fate === 'free' && positions && scale && inFront ? [...scale].filter((_scale, at) => !positions.includes(at)).map(Math.abs) : []
  })
}

const keeps = ({ groups }: Plan, index: number, channel: number): boolean => groups[index]!.kept.includes(channel)

const anyRatio = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const arbitraryRanked = arbitraryUngrouped.filter((network) => rankedOf(network).length > 0)

/** conv, batch norm and rectifier for each of these scales; a residual whose batch norm is tied; a head without one. */
const network = (...scales: readonly (readonly number[])[]): AnyShaped => {
  const widths = [2, ...scales.map(({ length }) => length)]
  const blocks = scales.flatMap(({ length }, at) => [conv2d(widths[at]!, length), batchNorm(length), relu])
  const last = widths.at(-1)!
  const tied = [conv2d(last, 4), batchNorm(4), residual(conv2d(4, 4), batchNorm(4)), flatten, linear(16, 5), relu, linear(5, 2)]
  const made = right(sequentialFrom([2, 2, 2], [...blocks, ...tied]))(key(0))
  return mapArrays(made, (values, path) => {
    const at = Number(path.split('.')[0])
    return path.endsWith('.scale') ? Float32Array.from(scales[(at - 1) / 3] ?? [...values].map(() => 0)) : values
  })
}

describe('planBySlimming', () => {
  test("the paper's: exactly trunc(count * ratio) channels go, none above one that stays, of equal ones the later", () => {
    fc.assert(
      fc.property(arbitraryRanked, anyRatio, (one, ratio) => {
        const entries = rankedOf(one)
        const { plan, ranked, threshold } = right(_.planBySlimming({ ratio, mayEmpty: true })(one))
        expect(ranked).toBe(entries.length)
        const gone = entries.flatMap(([index, channel, size], at) => (keeps(plan, index, channel) ? [] : [{ size, at }]))
        expect(gone.length).toBe(Math.trunc(entries.length * ratio))
        expect(threshold).toBe(gone.length === 0 ? undefined : Math.max(...gone.map(({ size }) => size)))
        entries.forEach(([index, channel, size], at) => {
          if (keeps(plan, index, channel))
            for (const other of gone) expect(size > other.size || (size === other.size && at < other.at)).toBe(true)
        })
      }),
    )
  })

  test("the reference's: what is strictly above sorted[trunc(count * ratio)] stays", () => {
    fc.assert(
      fc.property(arbitraryRanked, anyRatio, (one, ratio) => {
        const entries = rankedOf(one)
        const sorted = [...entries.map(([, , size]) => size), ...leftBehind(one)].toSorted((left, right) => left - right)
        const { plan, ranked, threshold } = right(_.planBySlimming({ ratio, convention: 'reference', mayEmpty: true })(one))
        expect(ranked).toBe(sorted.length)
        expect(threshold).toBe(sorted[Math.trunc(sorted.length * ratio)])
        for (const [index, channel, size] of entries) expect(keeps(plan, index, channel)).toBe(size > threshold!)
      }),
    )
  })

  test('a batch norm behind a selection, over other channels too, leaves none behind', () => {
    const body = [concatenate([], [channelSelection(2, 1)]), batchNorm(3), conv2d(3, 2)]
    const made = right(sequentialFrom([1, 1, 2], [residual(...body), flatten, linear(2, 2)]))(key(0))
    expect(right(_.planBySlimming({ ratio: 0, convention: 'reference', mayEmpty: true })(made)).ranked).toBe(1)
  })

  test('a share of the channels at most, and a width at least: a layer gets its highest back, and no others go', () => {
    fc.assert(
      fc.property(arbitraryRanked, anyRatio, anyRatio, fc.integer({ min: 1, max: 3 }), (one, ratio, maximumRatio, minimumWidth) => {
        const free = right(_.planBySlimming({ ratio, mayEmpty: true })(one)).plan
        const { plan } = right(_.planBySlimming({ ratio, maximumRatio, minimumWidth })(one))
        expect(planProblem('cut', one.cfg, plan)).toBeUndefined()
        plan.groups.forEach(({ width, kept }, index) => {
          const before = free.groups[index]!.kept
          const floor = Math.min(width, Math.max(minimumWidth, width - Math.trunc(width * maximumRatio)))
          if (before.length >= floor) expect(kept).toEqual(before)
          else {
            expect(kept.length).toBe(floor)
            expect(before.every((channel) => kept.includes(channel))).toBe(true)
          }
        })
      }),
    )
  })

  test('a layer by itself is ranked as batchNormScale ranks it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 }), anyRatio, (scales, ratio) => {
        const one = right(sequentialFrom([3], [linear(3, scales.length), batchNorm(scales.length), linear(scales.length, 1)]))(key(0))
        const scaled = mapArrays(one, (values, path) => (path.endsWith('.scale') ? Float32Array.from(scales) : values))
        const width = scales.length - Math.trunc(scales.length * ratio)
        expect(right(_.planBySlimming({ ratio })(scaled)).plan).toEqual(right(planTo(batchNormScale, [width])(scaled)))
      }),
    )
  })

  // scales that a sum ties are all 0 here: they neither go nor count
  const wide = network([0.5, -0.1, 0.3, 0.2], [0.2, 0.4, 0.2])

  test('the two conventions on a tie', () => {
    const paper = right(_.planBySlimming({ ratio: 0.5 })(wide))
    expect(paper).toEqual({
      plan: {
        groups: [
          { width: 4, kept: [0, 2, 3] },
          { width: 3, kept: [1] },
          { width: 5, kept: [0, 1, 2, 3, 4] },
        ],
      },
      ranked: 7,
      threshold: Math.fround(0.2),
    })
    const reference = right(_.planBySlimming({ ratio: 0.5, convention: 'reference' })(wide))
    expect(reference.plan.groups.map(({ kept }) => kept)).toEqual([[0, 2], [1], [0, 1, 2, 3, 4]])
    expect(reference.threshold).toBe(Math.fround(0.2))
  })

  test('batch norms over features are left out where only maps are asked for', () => {
    const specs: readonly Spec[] = [conv2d(1, 3), batchNorm(3), flatten, linear(12, 4), batchNorm(4), relu, linear(4, 2)]
    const one = right(sequentialFrom([2, 2, 1], specs))(key(0))
    expect(right(_.planBySlimming({ ratio: 0.4 })(one)).ranked).toBe(7)
    expect(right(_.planBySlimming({ ratio: 0.4, over: 'maps' })(one)).ranked).toBe(3)
  })

  test('a second pass ranks channels that a selection left behind as the reference does, and not as the paper', () => {
    const specs: readonly Spec[] = [conv2d(1, 6), residual(batchNorm(6), channelSelection(6), relu, conv2d(6, 6)), flatten, linear(24, 2)]
    const one = mapArrays(right(sequentialFrom([2, 2, 1], specs))(key(0)), (values, path) =>
      path.endsWith('.scale') ? Float32Array.of(4, 1, 3, 2, 6, 5) : values,
    )
    const first = right(_.planBySlimming({ ratio: 0.5 })(one))
    const slim = right(cut(first.plan)(one))
    expect(first.plan.groups[0]?.kept).toEqual([0, 4, 5])
    const paper = right(_.planBySlimming({ ratio: 0.5 })(slim))
    expect([paper.ranked, paper.threshold, paper.plan.groups[0]?.kept]).toEqual([3, 4, [1, 2]])
    // 0, 0, 0, 4, 5, 6: what comes before sorted[3] is gone already
    const reference = right(_.planBySlimming({ ratio: 0.5, convention: 'reference' })(slim))
    expect([reference.ranked, reference.threshold, reference.plan.groups[0]?.kept]).toEqual([6, 4, [1, 2]])
    const nothing = right(_.planBySlimming({ ratio: 0.4, convention: 'reference' })(slim))
    expect([nothing.ranked, nothing.threshold, nothing.plan.groups[0]?.kept]).toEqual([6, 0, [0, 1, 2]])
  })

  test('Lefts: a ratio that is none, an emptied layer, nothing to rank', () => {
    for (const ratio of [1, -0.1, Number.NaN]) {
      expect(_.planBySlimming({ ratio })(wide)).toEqual(E.left({ _tag: 'BadRatio', ratio }))
      expect(_.planBySlimming({ ratio: 0.5, maximumRatio: ratio })(wide)).toEqual(E.left({ _tag: 'BadRatio', ratio }))
    }
    const uneven = network([0.5, 0.6], [0.1, 0.2])
    expect(_.planBySlimming({ ratio: 0.5 })(uneven)).toEqual(E.left({ _tag: 'EmptiedLayer', index: 1, width: 2, kept: 0 }))
    expect(planWidths(right(_.planBySlimming({ ratio: 0.5, minimumWidth: 1 })(uneven)).plan)).toEqual([2, 1, 5])
    expect(_.planBySlimming({ ratio: 0.5 })(network())).toEqual(E.left({ _tag: 'NoBatchNorm', path: '4' }))
    const empty = right(sequentialFrom([2], [linear(2, 2)]))(key(0))
    expect(_.planBySlimming({ ratio: 0.5 })(empty)).toEqual(E.right({ plan: { groups: [] }, ranked: 0, threshold: undefined }))
  })
})

/** Random products: gates of a factor a channel, gated linear units, maps times what an activation makes of them. */
import fc from 'fast-check'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { sigmoid } from '../../lib/layer/sigmoid.js'
import { concatenate, multiply, residual, type Spec } from '../../lib/network/branching.js'
import type { Shape } from '../../lib/shape/shape.js'
import { arbitraryActivation } from '../engine/activations.js'
import { carrier, type Growth, last } from './carriers.js'
import { grown, outputOf } from './grown.js'

const hidden: fc.Arbitrary<Growth> = fc
  .record({ out: fc.integer({ min: 1, max: 4 }), bias: fc.boolean() })
  .map(({ out, bias }) => (shape) => [linear(last(shape), out, { bias })])

/** How the last layer of a gate makes so many channels: one layer; one that is added to, or two side by side, which follow nothing. */
const ends: readonly ((from: number, channels: number) => readonly Spec[])[] = [
  (from, channels) => [linear(from, channels)],
  (from, channels) => [linear(from, channels, { bias: false }), multiply([], [linear(channels, 2), linear(2, channels), sigmoid])],
  (from, channels) => [linear(from, channels), residual(linear(channels, channels))],
  (from, channels) =>
    channels < 2 ? [linear(from, channels)] : [concatenate([linear(from, 1)], [linear(from, channels - 1)]), linear(channels, channels)],
  (from, channels) => (channels < 2 ? [linear(from, channels)] : [concatenate([linear(from, 1)], [linear(from, channels - 1)])]),
]

/** One factor a channel of a shape, as a vector or as a map of one cell. */
const factors: fc.Arbitrary<Growth> = fc
  .record({
    inner: fc.array(hidden, { maxLength: 2 }),
    end: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: ends.length - 1 })),
    activation: fc.oneof({ weight: 2, arbitrary: fc.constant(sigmoid) }, arbitraryActivation),
    asMap: fc.boolean(),
  })
  .map(({ inner, end, activation, asMap }) => (shape) => {
    const [height = 1, width = 1] = shape
    if (shape.length === 3 && asMap)
      return [conv2d(last(shape), last(shape), { kernelSize: [height, width], padding: 0, bias: true }), activation]
    const squeezed = shape.length === 3 ? [globalAveragePool] : []
    const excited = [...squeezed, ...grown(outputOf(shape, squeezed), inner)]
    return [...excited, ...(ends[end] ?? ends[0])!(last(outputOf(shape, excited)), last(shape)), activation]
  })

/** So many channels of a shape by one layer. */
const unit = (shape: Shape, inner: readonly Growth[], channels: number): readonly Spec[] => {
  const specs = grown(shape, inner)
  const made = outputOf(shape, specs)
  return [...specs, made.length === 3 ? conv2d(last(made), channels, { kernelSize: 1 }) : linear(last(made), channels)]
}

/** A product of branches, some of which hold deeper things. */
export const gate = (deeper: fc.Arbitrary<Growth>): fc.Arbitrary<Growth> => {
  const inner = fc.array(fc.oneof({ weight: 2, arbitrary: carrier }, deeper), { maxLength: 1 })
  return fc
    .record({
      kind: fc.constantFrom('gate', 'gate', 'gate', 'unit', 'itself', 'three'),
      carried: fc.array(carrier, { maxLength: 1 }),
      factors,
      others: factors,
      left: inner,
      right: inner,
      out: fc.integer({ min: 1, max: 5 }),
      activation: arbitraryActivation,
      turned: fc.boolean(),
    })
    .map(({ kind, carried, factors, others, left, right, out, activation, turned }) => (shape) => {
      const map = grown(shape, carried)
      const branches: Readonly<Record<typeof kind, readonly [readonly Spec[], readonly Spec[]]>> = {
        gate: [map, factors(shape)],
        unit: [unit(shape, left, out), [...unit(shape, right, out), activation]],
        itself: [map, [activation]],
        three: [map, factors(shape)],
      }
      const [first, second] = turned ? branches[kind].toReversed() : branches[kind]
      return [kind === 'three' ? multiply(first!, second!, others(shape)) : multiply(first!, second!)]
    })
}

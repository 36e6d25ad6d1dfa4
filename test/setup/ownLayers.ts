/** Layers that the library does not have, and generated networks with them. */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { channelsOf, type Shape } from '../../lib/shape/shape.js'
import { flatten } from '../../lib/layer/flatten.js'
import { defineLayer } from '../../lib/layer/defineLayer.js'
import type { OwnArray } from '../../lib/layer/layerDefinition.js'
import { branchesOf, branchingOf, isBranching, residual, type Spec } from '../../lib/network/branching.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { specsOf } from '../../lib/network/specsOf.js'
import { walk } from '../../lib/network/walk.js'
import { key } from '../../lib/random/key.js'
import { known } from '../../lib/shape/invariant.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { right } from './answers.js'
import { type AnyShaped, arbitraryNetwork, unsettled } from './networks.js'

const coefficients = [0.1, 0.9, 0.06, -0.02]

/** Each channel through a polynomial of its own, by Horner's rule: y = a0 + x (a1 + x (a2 + x a3)). */
export const polynomial = defineLayer({
  tag: 'test/polynomial',
  fields: { channels: 'count' },
  channels: { carried: 'channels' },
  arrays: ({ channels }) => {
    const power = (at: number): OwnArray => ({
      shape: [channels],
      axes: ['outputs'],
      initial: () => Float32Array.from({ length: channels }, (_, channel) => known(coefficients[at]) * (1 + (channel % 4) / 4)),
    })
    return { a0: power(0), a1: power(1), a2: power(2), a3: power(3) }
  },
  multiplyAccumulates: (_fields, input) => 3 * input.reduce((product, size) => product * size, 1),
  compute: ({ multiply, scale, shift }, x, { a0, a1, a2, a3 }) => {
    const inner = shift(scale(x, a3), a2)
    return shift(multiply(x, shift(multiply(x, inner), a1)), a0)
  },
})

/** New channels out of those of each cell. */
export const mixed = defineLayer({
  tag: 'test/mixed',
  fields: { inChannels: 'count', outChannels: 'count', rectified: 'boolean' },
  channels: { made: 'outChannels', of: 'inChannels' },
  arrays: ({ inChannels, outChannels }) => ({
    weight: {
      shape: [inChannels, outChannels],
      axes: ['inputs', 'outputs'],
      initial: (_key, shape) => Float32Array.from({ length: known(shape[0]) * known(shape[1]) }, (_, at) => Math.sin(at + 1) / 2),
    },
    bias: { shape: [outChannels], axes: ['outputs'], initial: 0.25, role: 'bias' },
  }),
  multiplyAccumulates: ({ inChannels }, _input, output) => inChannels * output.reduce((product, size) => product * size, 1),
  compute: ({ activation, conv2d, linear, reshape, shift }, x, { weight, bias }, { inChannels, outChannels, rectified }) => {
    const product =
      x.shape.length === 2 ? linear(x, weight) : conv2d(x, reshape(weight, [1, 1, inChannels, outChannels]), { stride: 1, padding: 0 })
    const shifted = shift(product, bias)
    return rectified ? activation(shifted, { _tag: 'relu' }) : shifted
  },
})

/** Both on maps and on features, one in a branch. */
export const ownLayers: readonly Spec[] = [
  polynomial({ channels: 2 }),
  mixed({ inChannels: 2, outChannels: 3, rectified: true }),
  residual(polynomial({ channels: 3 }), mixed({ inChannels: 3, outChannels: 3, rectified: false })),
  flatten,
  mixed({ inChannels: 27, outChannels: 4, rectified: false }),
  polynomial({ channels: 4 }),
]

const outputOf = (from: Shape, specs: readonly Spec[]): Shape =>
  right(E.map(({ output }: { readonly output: Shape }) => output)(walk(from, specs)))

/** The layers with one of those above behind every third, in branches too; one that makes channels makes as many as it is given, and one more inside. */
const interspersed = (from: Shape, specs: readonly Spec[], seed: number): readonly Spec[] =>
  specs.reduce<readonly Spec[]>((before, spec, at) => {
    const given = outputOf(from, before)
    const own = isBranching(spec)
      ? branchingOf(
          spec._tag,
          branchesOf(spec).map((branch, index) => (branch.length === 0 ? branch : interspersed(given, branch, seed + index + 1))),
        )
      : spec
    const channels = channelsOf(outputOf(given, [own]))
    const more: readonly (readonly Spec[])[] = [
      [],
      [polynomial({ channels })],
      [
        mixed({ inChannels: channels, outChannels: channels + 1, rectified: at % 2 === 0 }),
        mixed({ inChannels: channels + 1, outChannels: channels, rectified: false }),
      ],
    ]
    return [...before, own, ...known(more[Math.abs(seed + at) % 3])]
  }, [])

export const arbitraryWithOwnLayers: fc.Arbitrary<AnyShaped> = fc
  .record({ network: arbitraryNetwork, seed: arbitrarySeed })
  .map(({ network, seed }) =>
    unsettled(right(sequentialFrom(network.input, interspersed(network.input, specsOf(network.nodes), seed)))(key(seed)), seed),
  )

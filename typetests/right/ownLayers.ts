// Layers that a program has defined: the compiler sees through them as through the library's.
import { either as E, function as F } from 'fp-ts'
import {
  batchNorm,
  conv2d,
  defineLayer,
  globalAveragePool,
  input,
  key,
  l1Norm,
  layerRule,
  type LayerRule,
  linear,
  narrow,
  residual,
  sequential,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const polynomial = defineLayer({
  tag: 'mine/polynomial',
  fields: { channels: 'count', degree: 'count' },
  channels: { carried: 'channels' },
  compute: (_formula, x, _arrays, { degree }) => {
    degree satisfies number
    return x
  },
})
const mixed = defineLayer({
  tag: 'mine/mixed',
  fields: { from: 'count', to: 'count', rectified: 'boolean' },
  channels: { made: 'to', of: 'from' },
  compute: (_formula, x) => x,
})
const negated = defineLayer({ tag: 'mine/negated', compute: ({ combine }, x) => combine(-1, x, 0, x) })

/** [height, width, channels] to [width, height, channels] */
interface Transposed extends LayerRule {
  readonly output: this['input'] extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
    ? [Width, Height, Channels]
    : 'expects [height,width,channels]'
}
const transposed = defineLayer({
  tag: 'mine/transposed',
  rule: layerRule<Transposed>(),
  outputShape: (_fields, [height = 1, width = 1, channels = 1]) => E.right([width, height, channels]),
  compute: (_formula, x) => x,
})

// without fields nothing need be given
export type Plain = Expect<Equal<ReturnType<typeof negated>['_tag'], 'mine/negated'>>

// shapes, widths and names
export const network = sequential(
  input(8, 6, 3),
  conv2d(3, 16),
  polynomial({ channels: 16, degree: 3 }),
  mixed({ from: 16, to: 24, rectified: true }),
  transposed({}),
  negated(),
  globalAveragePool,
  linear(24, 10),
)(key(0))
export type Seen = Expect<
  Equal<
    [typeof network.input, typeof network.output, typeof network.cfg, typeof network.arch],
    [
      [8, 6, 3],
      [10],
      [16, 24],
      ['conv2d', 'mine/polynomial', 'mine/mixed', 'mine/transposed', 'mine/negated', 'globalAveragePool', 'linear'],
    ]
  >
>
export const slim: readonly [4, 8] = F.pipe(network, narrow(l1Norm, [4, 8])).cfg

// in blocks, also in those that are functions of their widths
const block = <const C extends number>(c: C) => residual(conv2d(c, 4), batchNorm(4), polynomial({ channels: 4, degree: 2 }), conv2d(4, c))
export const blocks = sequential(input(8, 6, 3), conv2d(3, 16), block(16), globalAveragePool, linear(16, 10))(key(0))
export const inside: readonly [4] = blocks.cfg

// what the compiler does not know, run time decides
declare const width: number
export const unknown = sequential(
  input(8, 6, 3),
  conv2d(3, width),
  polynomial({ channels: 16, degree: 2 }),
  globalAveragePool,
  linear(16, 10),
)

// Layers that a program has defined, where they do not fit.
import { conv2d, defineLayer, globalAveragePool, input, layerRule, type LayerRule, linear, sequential } from 'narrownet'
import { either as E } from 'fp-ts'

const polynomial = defineLayer({
  tag: 'mine/polynomial',
  fields: { channels: 'count', degree: 'count' },
  channels: { carried: 'channels' },
  compute: (_formula, x) => x,
})
const mixed = defineLayer({
  tag: 'mine/mixed',
  fields: { from: 'count', to: 'count' },
  channels: { made: 'to', of: 'from' },
  compute: (_formula, x) => x,
})
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

export const channels = sequential(input(8, 8, 3), conv2d(3, 16), polynomial({ channels: 8, degree: 3 }), globalAveragePool, linear(16, 10))
export const behind = sequential(input(8, 8, 3), mixed({ from: 3, to: 5 }), conv2d(4, 2))
export const notAMap = sequential(input(12), transposed({}))

polynomial({ channels: 0, degree: 3 })
polynomial({ channels: 16, degree: 3, slope: 1 })
polynomial()
transposed({ channels: 16 })
defineLayer({ tag: 'polynomial', compute: (_formula, x) => x })
defineLayer({ tag: 'mine/scaled', fields: { width: 'count' }, channels: { carried: 'channels' }, compute: (_formula, x) => x })

// What hovering over a layer of one's own shows, and a network with it.
import { conv2d, defineLayer, globalAveragePool, input, key, linear, sequential } from 'narrownet'

export const polynomial = defineLayer({
  tag: 'mine/polynomial',
  fields: { channels: 'count', degree: 'count' },
  channels: { carried: 'channels' },
  compute: (_formula, x) => x,
})
export const described = polynomial({ channels: 16, degree: 3 })
export const negated = defineLayer({ tag: 'mine/negated', compute: ({ combine }, x) => combine(-1, x, 0, x) })
export const plain = negated()
export const network = sequential(input(8, 8, 3), conv2d(3, 16), described, globalAveragePool, linear(16, 10))(key(0))

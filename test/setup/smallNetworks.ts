/** Small networks in which each layer of the library stands once at least, with arrays that hide nothing. */
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { identity } from '../../lib/layer/identity.js'
import { layerNorm } from '../../lib/layer/layerNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { sigmoid } from '../../lib/layer/sigmoid.js'
import { upsample } from '../../lib/layer/upsample.js'
import { squeezeAndExcitation } from '../../lib/block/squeezeAndExcitation.js'
import { concatenate, multiply, residual, type Spec } from '../../lib/network/branching.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { right } from './answers.js'
import { type AnyShaped, unsettled } from './networks.js'
import { ownLayers } from './ownLayers.js'

/** A network of these layers. */
export const networkOf = (input: Shape, ...specs: readonly Spec[]): AnyShaped => unsettled(right(sequentialFrom(input, specs))(key(3)), 7)

/** Each by name. */
export const networks: readonly (readonly [name: string, network: AnyShaped])[] = [
  [
    'convnet',
    networkOf([6, 6, 2], conv2d(2, 3), batchNorm(3), relu, maxPool(2), conv2d(3, 2, { bias: true }), relu, flatten, linear(18, 3)),
  ],
  [
    'strides, paddings, pools',
    networkOf(
      [7, 8, 1],
      conv2d(1, 2, { kernelSize: 5, stride: 2, padding: 1 }),
      maxPool(3, { stride: 1, padding: 1 }),
      averagePool(2, { stride: 1 }),
      relu,
      globalAveragePool,
      linear(2, 2, { bias: false }),
    ),
  ],
  [
    'pools whose last windows reach beyond the map',
    networkOf(
      [8, 7, 2],
      conv2d(2, 3),
      maxPool(3, { stride: 2, ceilMode: true }),
      averagePool([2, 1], { stride: 2, ceilMode: true }),
      flatten,
      linear(12, 2),
    ),
  ],
  [
    'an inverted residual and a depthwise stride',
    networkOf(
      [6, 5, 2],
      depthwiseConv2d(2, { bias: true }),
      residual(
        conv2d(2, 5, { kernelSize: 1 }),
        batchNorm(5),
        relu,
        depthwiseConv2d(5),
        batchNorm(5),
        relu,
        conv2d(5, 2, { kernelSize: 1 }),
      ),
      depthwiseConv2d(2, { kernelSize: 5, stride: 2 }),
      flatten,
      linear(18, 2),
    ),
  ],
  [
    'convolutions in groups, of others and of what stands side by side',
    networkOf(
      [5, 4, 2],
      conv2d(2, 6, { kernelSize: 1 }),
      batchNorm(6),
      relu,
      groupedConv2d(6, 4, 2, { bias: true }),
      concatenate([], [groupedConv2d(4, 2, 2, { kernelSize: [1, 3], dilation: [1, 2] })]),
      groupedConv2d(6, 3, 3, { kernelSize: 2, stride: 2 }),
      batchNorm(3),
      flatten,
      linear(12, 2),
    ),
  ],
  [
    'larger maps, both ways',
    networkOf([2, 3, 1], conv2d(1, 2), upsample(2, { interpolation: 'bilinear' }), relu, upsample(2), conv2d(2, 1, { stride: 3 })),
  ],
  [
    'a map spread again, overlapping and with gaps, beside what it was made of',
    networkOf(
      [5, 4, 2],
      concatenate(
        [],
        [
          conv2d(2, 4, { stride: 2 }),
          batchNorm(4),
          relu,
          convTranspose2d(4, 3, { kernelSize: 3, padding: 1, outputPadding: [0, 1] }),
          batchNorm(3),
        ],
      ),
      relu,
      convTranspose2d(5, 2, { kernelSize: [1, 2], stride: [2, 3], bias: true }),
      globalAveragePool,
      linear(2, 2),
    ),
  ],
  ['perceptron with batch norms', networkOf([4], batchNorm(4), linear(4, 5), batchNorm(5), relu, linear(5, 3))],
  [
    'norms over channels, of maps and of features',
    networkOf(
      [3, 4, 2],
      conv2d(2, 6),
      groupNorm(6, 3, { epsilon: 0.01 }),
      relu,
      conv2d(6, 5),
      layerNorm(5, { epsilon: 0.01 }),
      globalAveragePool,
      layerNorm(5, { epsilon: 0.01 }),
      linear(5, 4),
      groupNorm(4, 2, { epsilon: 0.01 }),
    ),
  ],
  ['masks', networkOf([4, 4, 2], maskedConv2d(conv2d(2, 3, { bias: true })), relu, flatten, maskedLinear(linear(48, 3)))],
  ['dropout before anything', networkOf([5], dropout(0.3), linear(5, 4), relu, dropout(0.5), linear(4, 2))],
  [
    'residual',
    networkOf(
      [4, 4, 2],
      conv2d(2, 3),
      batchNorm(3),
      relu,
      residual(conv2d(3, 2), batchNorm(2), relu, conv2d(2, 3), batchNorm(3)),
      relu,
      globalAveragePool,
      linear(3, 2),
    ),
  ],
  [
    'an inverted residual with a gate, a gated linear unit, a factor of three',
    networkOf(
      [4, 5, 2],
      residual(
        conv2d(2, 6, { kernelSize: 1 }),
        batchNorm(6),
        relu,
        depthwiseConv2d(6),
        squeezeAndExcitation(6, { squeezed: 3 }),
        conv2d(6, 2, { kernelSize: 1 }),
      ),
      multiply([conv2d(2, 3)], [conv2d(2, 3), sigmoid], [globalAveragePool, linear(2, 3)]),
      globalAveragePool,
      linear(3, 2),
    ),
  ],
  [
    'residual first, nested, with dropout',
    networkOf(
      [3, 3, 2],
      residual(relu, residual(dropout(0.4), conv2d(2, 3), relu, conv2d(3, 2)), batchNorm(2)),
      flatten,
      residual(linear(18, 4), relu, linear(4, 18)),
      linear(18, 2),
    ),
  ],
  ['layers that a program has defined', networkOf([3, 3, 2], ...ownLayers)],
  ['empty residual, identity, no arrays at all', networkOf([3, 3, 2], identity, residual(), relu, flatten)],
]

/** What the compiler works out about products is what happens at run time; more of it, for the compiler alone, in typetests/right/products.ts. */
import { expect, test } from 'vitest'
import { squeezeAndExcitation } from '../../lib/block/squeezeAndExcitation.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { sigmoid } from '../../lib/layer/sigmoid.js'
import { silu } from '../../lib/layer/silu.js'
import { concatenate, multiply, residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { known } from '../setup/known.js'

const k = key(0)

test.each([
  known(
    sequential(
      input(8, 8, 3),
      conv2d(3, 16),
      residual(
        conv2d(16, 24, { kernelSize: 1 }),
        multiply([], [globalAveragePool, linear(24, 6), relu, linear(6, 24), sigmoid]),
        conv2d(24, 16, { kernelSize: 1 }),
      ),
      multiply([conv2d(16, 9)], [conv2d(16, 9), sigmoid], [globalAveragePool, linear(16, 9)]),
      globalAveragePool,
      linear(9, 3),
    )(k),
    {
      input: [8, 8, 3],
      output: [3],
      cfg: [24, 6, 9],
      arch: [
        'conv2d',
        'residual 16 (conv2d 1x1, multiply (identity | globalAveragePool, linear, relu, linear, sigmoid), conv2d 1x1)',
        'multiply (conv2d | conv2d, sigmoid | globalAveragePool, linear)',
        'globalAveragePool',
        'linear',
      ],
    },
  ),
  known(
    sequential(
      input(8),
      linear(8, 6),
      multiply([linear(6, 4), linear(4, 16)], [linear(6, 5), linear(5, 16), sigmoid]),
      multiply([], [sigmoid]),
      linear(16, 2),
    )(k),
    {
      input: [8],
      output: [2],
      cfg: [6, 4, 16, 5],
      arch: ['linear', 'multiply (linear, linear | linear, linear, sigmoid)', 'multiply (identity | sigmoid)', 'linear'],
    },
  ),
  known(
    sequential(
      input(4, 4, 3),
      conv2d(3, 6),
      concatenate([], [conv2d(6, 4)]),
      squeezeAndExcitation(10, { squeezed: 3, activation: silu }),
      conv2d(10, 7),
      squeezeAndExcitation(7, { squeezed: 2 }),
    )(k),
    {
      input: [4, 4, 3],
      output: [4, 4, 7],
      cfg: [6, 4, 3, 2],
      arch: [
        'conv2d',
        'concatenate (identity | conv2d)',
        'multiply (identity | globalAveragePool, linear, silu, linear, sigmoid)',
        'conv2d',
        'multiply (identity | globalAveragePool, linear, relu, linear, sigmoid)',
      ],
    },
  ),
  known(
    sequential(
      input(4, 4, 3),
      conv2d(3, 6),
      multiply([], [globalAveragePool, linear(6, 6), residual(linear(6, 5), linear(5, 6))]),
      conv2d(6, 7),
      multiply([], [globalAveragePool, concatenate([linear(7, 3)], [linear(7, 4)])]),
      conv2d(7, 8),
      multiply([globalAveragePool, linear(8, 6), padChannels(2)], []),
      conv2d(8, 9),
    )(k),
    {
      input: [4, 4, 3],
      output: [4, 4, 9],
      cfg: [5],
      arch: [
        'conv2d',
        'multiply (identity | globalAveragePool, linear, residual 6 (linear, linear))',
        'conv2d',
        'multiply (identity | globalAveragePool, concatenate (linear | linear))',
        'conv2d',
        'multiply (globalAveragePool, linear, padChannels 2 | identity)',
        'conv2d',
      ],
    },
  ),
])('$said.cfg', ({ found, said }) => {
  expect(found).toEqual(said)
})

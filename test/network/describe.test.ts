import { expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { averagePool } from '../../lib/layer/averagePool.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { identity } from '../../lib/layer/identity.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { relu } from '../../lib/layer/relu.js'
import { convnet } from '../../lib/model/convnet.js'
import * as _ from '../../lib/network/describe.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'

test('the ConvNet of the lessons', () => {
  expect(_.describe(convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0)))).toMatchInlineSnapshot(`
    "    layer                 output      parameters  multiply-accumulates
    --  --------------------  ----------  ----------  --------------------
    0   conv2d 3x3, 1 to 32   [28,28,32]         288               225,792
    1   batchNorm, 32         [28,28,32]          64                     0
    2   relu                  [28,28,32]           0                     0
    3   maxPool 2             [14,14,32]           0                     0
    4   conv2d 3x3, 32 to 64  [14,14,64]      18,432             3,612,672
    5   batchNorm, 64         [14,14,64]         128                     0
    6   relu                  [14,14,64]           0                     0
    7   maxPool 2             [7,7,64]             0                     0
    8   conv2d 3x3, 64 to 64  [7,7,64]        36,864             1,806,336
    9   batchNorm, 64         [7,7,64]           128                     0
    10  relu                  [7,7,64]             0                     0
    11  flatten               [3136]               0                     0
    12  linear, 3136 to 10    [10]            31,370                31,360
    --  --------------------  ----------  ----------  --------------------
        total                 [10]            87,274             5,676,160"
  `)
})

test('every other layer, residual bodies, options that differ', () => {
  const network = sequential(
    input(8, 8, 3),
    conv2d(3, 16, { kernelSize: 5, stride: 2, padding: 1, bias: true }),
    residual(maskedConv2d(conv2d(16, 4, { kernelSize: 1 })), batchNorm(4), relu, conv2d(4, 16)),
    averagePool(2, { stride: 1 }),
    identity,
    globalAveragePool,
    dropout(0.25),
    maskedLinear(linear(16, 12, { bias: false })),
    linear(12, 2),
  )(key(0))
  expect(_.describe(network)).toMatchInlineSnapshot(`
    "          layer                              output    parameters  multiply-accumulates
    --------  ---------------------------------  --------  ----------  --------------------
    0         conv2d 5x5/2 pad 1, 3 to 16, bias  [3,3,16]       1,216                10,800
    1.body.0  maskedConv2d 1x1, 16 to 4          [3,3,4]           64                   576
    1.body.1  batchNorm, 4                       [3,3,4]            8                     0
    1.body.2  relu                               [3,3,4]            0                     0
    1.body.3  conv2d 3x3, 4 to 16                [3,3,16]         576                 5,184
    2         averagePool 2/1                    [2,2,16]           0                     0
    3         identity                           [2,2,16]           0                     0
    4         globalAveragePool                  [16]               0                     0
    5         dropout 0.25                       [16]               0                     0
    6         maskedLinear, 16 to 12, no bias    [12]             192                   192
    7         linear, 12 to 2                    [2]               26                    24
    --------  ---------------------------------  --------  ----------  --------------------
              total                              [2]            2,082                16,776"
  `)
})

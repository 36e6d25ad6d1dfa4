/** A transposed convolution's weight is [height, width, outputs, inputs]: criteria rank its filters by its outputs, and see it read by its inputs. */
import { expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { scaleTimesNextNorm } from '../../lib/pruning/batchNormScale.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm, l2Norm } from '../../lib/pruning/filterNorm.js'
import { geometricMedian } from '../../lib/pruning/geometricMedian.js'
import { expectClose } from '../engine/expectClose.js'
import { right } from '../setup/answers.js'
import { networkOf } from '../setup/smallNetworks.js'

const network = networkOf(
  [3, 3, 2],
  ...[conv2d(2, 4), batchNorm(4), relu, convTranspose2d(4, 5, { kernelSize: [2, 3], padding: [0, 1], bias: true }), batchNorm(5), relu],
  ...[globalAveragePool, linear(5, 2)],
)
const arrays = new Map(arraysOf(network).map(({ path, values }) => [path, values]))
const weight = arrays.get('3.weight')!
const [taps, outputs, inputs] = [6, 5, 4]

/** One entry for each tap and input. */
const filter = (output: number): readonly number[] =>
  Array.from({ length: taps * inputs }, (_, at) => weight[(Math.floor(at / inputs) * outputs + output) * inputs + (at % inputs)]!)
const each = Array.from({ length: outputs }, (_, output) => filter(output))
const scores = (found: readonly number[]): Float32Array => Float32Array.from(found)

test('a filter is all that makes one output', () => {
  const made = candidatesOf(network)[1]!
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  expectClose(
    scores(right(l1Norm.score(made))),
    each.map((values) => sum(values.map(Math.abs))),
    'L1 norm',
    1e-6,
  )
  expectClose(
    scores(right(l2Norm.score(made))),
    each.map((values) => Math.hypot(...values)),
    'L2 norm',
    1e-6,
  )
  const apart = each.map((one) => sum(each.map((other) => Math.hypot(...one.map((value, at) => value - other[at]!)))))
  expectClose(scores(right(geometricMedian.score(made))), apart, 'distances', 1e-6)
})

test('it reads a channel by all the weights on it', () => {
  const scale = arrays.get('1.scale')!
  const read = Array.from({ length: inputs }, (_, channel) =>
    weight.reduce((sum, value, at) => sum + (at % inputs === channel ? Math.abs(value) : 0), 0),
  )
  expectClose(
    scores(right(scaleTimesNextNorm.score(candidatesOf(network)[0]!))),
    read.map((sum, channel) => (Math.abs(scale[channel]!) * sum) / outputs),
    'scores',
    1e-6,
  )
})

test('a criterion sees no weights of inputs that are gone, and a cut leaves both axes what is kept', () => {
  const kept = [
    { width: 4, kept: [0, 3] },
    { width: 5, kept: [1, 2, 4] },
  ]
  const slim = right(cut({ groups: kept })(network))
  const expected = Array.from({ length: taps }, (_, tap) =>
    [1, 2, 4].map((output) => [0, 3].map((channel) => weight[(tap * outputs + output) * inputs + channel]!)),
  )
  expect(arraysOf(slim).find(({ path }) => path === '3.weight')).toMatchObject({
    shape: [2, 3, 3, 2],
    values: Float32Array.from(expected.flat(2)),
  })
})

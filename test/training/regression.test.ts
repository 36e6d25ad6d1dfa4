import { expect, test } from 'vitest'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { vectors } from '../../lib/data/target.js'
import { linear } from '../../lib/layer/linear.js'
import { tanh } from '../../lib/layer/tanh.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { normal } from '../../lib/random/distributions.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import { describeOnBackends } from '../engine/backends.js'
import { errorOf, regressed } from '../reference/regression.js'
import { right } from '../setup/answers.js'

/** One period of a sine. */
const sine = (() => {
  const inputs = Array.from({ length: 48 }, (_, at) => [-1 + (2 * at + 1) / 48])
  return { inputs, targets: inputs.map(([x]) => Math.sin(Math.PI * x!)) }
})()

/** Houses, say: a price that follows from six numbers, partly by a product of two, and partly from nothing. */
const houses = (() => {
  const drawn = normal(key(5), 60 * 7)
  const inputs = Array.from({ length: 60 }, (_, at) => [...drawn.subarray(at * 7, at * 7 + 6)])
  const targets = inputs.map(([size, age, rooms, far, light, noise], at) => {
    const [a, b, c, d, e] = [size!, age!, rooms!, far!, light!]
    return 0.6 * a - 0.3 * b + 0.2 * c - 0.4 * d + 0.3 * a * e + 0.1 * Math.tanh(noise!) + 0.1 * drawn[at * 7 + 6]!
  })
  return { inputs, targets }
})()

describeOnBackends('a regression reaches the error of float64', (backend) => {
  test.each([
    ['a sine', sine, 12, { steps: 400, rate: 0.1, momentum: 0.9 }, 0.01],
    ['houses', houses, 10, { steps: 200, rate: 0.05, momentum: 0.9 }, 0.1],
  ] as const)('%s', async (_name, { inputs, targets }, units, { steps, rate, momentum }, bound) => {
    const width = inputs[0]!.length
    const start = sequential(input(width), linear(width, units), tanh, linear(units, 1))(key(0))
    const samples = right(
      targetDataset({ shape: [width], values: Float32Array.from(inputs.flat()), targets: vectors([1], targets), normalization: 'none' }),
    )
    const options = { epochs: steps, batchSize: inputs.length, learningRate: rate, momentum, key: key(1) }
    let last: typeof start = start
    let met = Number.NaN
    for await (const epoch of fit(backend(), start, samples, options)) {
      const { network, meanSquaredError, loss } = right(epoch)
      expect(meanSquaredError).toBeCloseTo(loss, 5)
      last = network
      met = loss
    }
    const [hidden, hiddenBias, weight, lastBias] = arraysOf(start).map(({ values }) => Float64Array.from(values))
    const first = { hidden: hidden!, hiddenBias: hiddenBias!, last: weight!, lastBias: lastBias! }
    const reference = regressed(first, inputs, targets, { steps, rate, momentum })
    const expected = errorOf(reference, inputs, targets)
    const found = right(await evaluate(backend(), last, samples)())
    expect(expected).toBeLessThan(bound)
    expect(Math.abs(found.meanSquaredError / expected - 1)).toBeLessThan(0.02)
    expect(found.meanSquaredError).toBeLessThanOrEqual(met * 1.02)
    const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length
    const spread = targets.reduce((sum, target) => sum + (target - mean) ** 2, 0) / targets.length
    expect(found.r2).toBeCloseTo(1 - found.meanSquaredError / spread, 5)
  })
})

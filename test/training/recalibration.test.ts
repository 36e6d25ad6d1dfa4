import { function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrow } from '../../lib/pruning/narrow.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { train } from '../../lib/training/train.js'
import { backends, describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const drawn = sequential(
  input(6, 6, 3),
  conv2d(3, 12),
  batchNorm(12),
  relu,
  conv2d(12, 12),
  batchNorm(12),
  relu,
  globalAveragePool,
  linear(12, 3),
)(key(0))
const options = { epochs: 1, batchSize: 20, learningRate: 0, weightDecay: 0.1, key: key(2) }

// some 200 steps, of statistics and not of a device's numbers: on WASM alone
describeOnBackends(
  'a fit at rate 0',
  (backend) => {
    const samples = learnable([6, 6, 3], 3, 400)

    test('measures running statistics again and moves nothing else', async () => {
      const fitted = right(await train(backend(), drawn, samples, { ...options, epochs: 4 })())
      const [before, after] = [arraysOf(drawn), arraysOf(fitted)]
      const moved = before.flatMap(({ path, values }, at) => (values.every((value, i) => value === after[at]?.values[i]) ? [] : [path]))
      expect(moved).toEqual(['1.runningMean', '1.runningVariance', '4.runningMean', '4.runningVariance'])
    })

    test('mends a network that was cut', async () => {
      const trained = right(await train(backend(), drawn, samples, { ...options, weightDecay: 0, learningRate: 0.05, epochs: 4 })())
      const slim = F.pipe(trained, narrow(l1Norm, [4, 6]))
      const mended = right(await train(backend(), slim, samples, { ...options, epochs: 3 })())
      const lossOf = async (network: typeof slim) => right(await evaluate(backend(), network, samples)()).loss
      const [whole, cut, recalibrated] = [
        right(await evaluate(backend(), trained, samples)()).loss,
        await lossOf(slim),
        await lossOf(mended),
      ]
      expect(cut).toBeGreaterThan(whole)
      expect(recalibrated).toBeLessThan(cut)
    })
  },
  backends.filter(({ name }) => name === 'wasm'),
)

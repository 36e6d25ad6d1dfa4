// A signal is looked at before each batch: whenever it asks to stop, what computes ends with a Left and leaves nothing on the device.
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { modelOf } from '../../lib/data/model.js'
import type { Backend } from '../../lib/engine/backend.js'
import { predict } from '../../lib/inference/predict.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { activationScore } from '../../lib/pruning/activationScore.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { sensitivity } from '../../lib/pruning/sensitivity.js'
import { key } from '../../lib/random/key.js'
import type { AbortSignalLike } from '../../lib/training/aborted.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { train } from '../../lib/training/train.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([4, 4, 2], 2, 16)
const network = sequential(input(4, 4, 2), conv2d(2, 4), batchNorm(4), relu, globalAveragePool, linear(4, 2))(key(0))
const model = right(modelOf(network, samples))
const batchSize = 4
const fitted = { epochs: 2, batchSize, learningRate: 0.01, key: key(1) }

/** A signal that asks to stop when it is looked at for that time, and how often it was. */
const abortedAt = (look: number): { readonly signal: AbortSignalLike; readonly looks: () => number } => {
  let looks = 0
  const signal = {
    get aborted() {
      looks += 1
      return looks >= look
    },
    reason: 'enough',
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }
  return { signal, looks: () => looks }
}

type Run = (backend: Backend, signal: AbortSignalLike) => Promise<E.Either<unknown, unknown>>

describeOnBackends('a signal that asks to stop in the middle', (backend) => {
  test.each<readonly [string, number, Run]>([
    ['train', 8, (on, signal) => train(on, network, samples, { ...fitted, signal })()],
    ['evaluate', 4, (on, signal) => evaluate(on, network, samples, { batchSize, signal })()],
    ['sensitivity', 8, (on, signal) => sensitivity(on, network, samples, l1Norm, [0, 0.5], { batchSize, signal })()],
    ['activationScore', 4, (on, signal) => activationScore(on, network, samples, { batchSize, signal })()],
    ['predict', 4, (on, signal) => predict(on, model, samples.values, { batchSize, signal })()],
  ])('%s', async (_name, batches, run) => {
    const before = alive(backend())
    const whole = abortedAt(Number.POSITIVE_INFINITY)
    right(await run(backend(), whole.signal))
    expect(whole.looks()).toBeGreaterThanOrEqual(batches)
    for (let look = 1; look <= whole.looks(); look += 1) {
      expect(await run(backend(), abortedAt(look).signal), `look ${look}`).toEqual(E.left({ _tag: 'Aborted', reason: 'enough' }))
      expect(alive(backend())).toEqual(before)
    }
  })
})

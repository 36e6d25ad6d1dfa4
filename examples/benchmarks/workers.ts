/**
 * Two workers against one: steps of `fit` on the same samples, reading of batches included.
 *
 * By the clock on the wall, which on a machine with other work to do says little; so the row also tells the processor time of a step, all
 * threads together: two workers cannot be faster than 2 x (processor time of one) / (processor time of two).
 */
import { either as E } from 'fp-ts'
import { type Backend, dataset, fitSteps, key } from 'narrownet'
import { type Benchmark, type Engines, patienceOf } from './benchmark.js'
import { type Contestant, type Reading, scaled, startClock } from './interleaved.js'
import { resNet } from './networks.js'
import { networkWork } from './networkWork.js'
import { measuredRow, type Row } from './row.js'
import { sizeOf } from './values.js'

/** Steps of an epoch. */
const stepsPerEpoch = 8

/**
 * Epochs of one endless fit, as the time of a step: a step by itself is told of when the next one was taken, so that the last of an epoch comes
 * at once.
 */
const steps = (backend: Backend, workers: number, batch: number): Contestant => {
  const network = resNet(3)
  const count = stepsPerEpoch * batch
  const samples = dataset({
    shape: [32, 32, 3],
    classes: 10,
    values: Uint8Array.from({ length: count * sizeOf([32, 32, 3]) }, (_, at) => (at * 37) % 256),
    labels: Uint8Array.from({ length: count }, (_, at) => at % 10),
  })
  if (E.isLeft(samples)) throw new Error(JSON.stringify(samples.left))
  const options = { epochs: 1000, batchSize: batch, learningRate: 1e-4, momentum: 0.9, weightDecay: 1e-4, key: key(0), workers }
  const events = fitSteps(backend, network, samples.right, options)
  const epoch = async (): Promise<void> => {
    const { value } = await events.next()
    if (value === undefined || E.isLeft(value)) throw new Error(`the fit ended: ${JSON.stringify(value)}`)
    if (value.right._tag !== 'epoch') await epoch()
  }
  return {
    run: async (): Promise<Reading> => {
      const clock = startClock()
      await epoch()
      return scaled(clock(), 1 / stepsPerEpoch)
    },
    clock: 'wall',
    warmUp: 1,
    end: () => void events.return(),
  }
}

const name = 'ResNet-20, batch 64'

const measure = (engines: Engines): Promise<Row> => {
  const batch = engines.quick ? 4 : 64
  return measuredRow({
    group: 'workers',
    name,
    work: networkWork(resNet(3), batch, true),
    own: steps(engines.narrownet, 1, batch),
    others: { 'narrownet, 2 workers': steps(engines.narrownet, 2, batch) },
    patience: patienceOf(engines, 5000),
  })
}

/** Both. */
export const workers: readonly Benchmark[] = [{ group: 'workers', name, measure }]

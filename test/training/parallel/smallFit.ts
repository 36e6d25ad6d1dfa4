// A fit that takes a moment, by the built package: what the tests of worker threads train.
import { createHash } from 'node:crypto'
import { either as E } from 'fp-ts'
import type { Backend, EpochDone, FitError, FitOptions, FitState } from '../../../lib/index.js'
import { builtPackage } from '../../setup/builtPackage.js'

export const _ = await builtPackage()

export const samples = _.syntheticDigits({ count: 40, key: _.key(1) })
/** Nothing that depends on how a batch is divided. */
export const plain = _.sequential(
  _.input(28, 28, 1),
  _.maxPool(5, { stride: 4, ceilMode: true }),
  _.conv2d(1, 3),
  _.relu,
  _.globalAveragePool,
  _.linear(3, 10),
)(_.key(0))
export const full = _.sequential(
  _.input(28, 28, 1),
  _.maxPool(4),
  _.conv2d(1, 3),
  _.batchNorm(3),
  _.relu,
  _.globalAveragePool,
  _.dropout(0.3),
  _.linear(3, 10),
)(_.key(0))
export type Net = typeof plain | typeof full
export const options: FitOptions = {
  epochs: 2,
  batchSize: 8,
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 1e-3,
  sparsity: { lambda: 1e-3 },
  key: _.key(2),
}

const started = await _.startWasm()()
if (E.isLeft(started)) throw new Error(JSON.stringify(started.left))
export const backend: Backend = started.right

/** All that a fit yields. */
export const epochs = async (
  more: Partial<FitOptions>,
  network: Net = full,
  resume?: FitState,
): Promise<readonly E.Either<FitError, EpochDone<Net>>[]> => {
  const found: E.Either<FitError, EpochDone<Net>>[] = []
  for await (const epoch of _.fit(backend, network, samples, { ...options, ...more, resume })) found.push(epoch)
  return found
}

/** The last of it. */
export const run = async (...told: Parameters<typeof epochs>): Promise<E.Either<FitError, EpochDone<Net>>> =>
  (await epochs(...told)).at(-1) ?? E.left({ _tag: 'BadOption', option: 'epochs', expected: 'some', found: 'none' })

export const done = <A>(result: E.Either<FitError, A>): A => {
  if (E.isLeft(result)) throw new Error(_.errorMessage(result.left))
  return result.right
}

/** Every bit that an epoch yields. */
export const bits = ({ network, state, loss, accuracy }: EpochDone<Net>): string => {
  const hash = createHash('sha256').update(JSON.stringify([loss, accuracy]))
  for (const { values } of _.arraysOf(network)) hash.update(values)
  for (const values of Object.values(state.optimizer.slots.velocity)) hash.update(values)
  for (const values of Object.values(state.average ?? {})) hash.update(values)
  return hash.digest('hex')
}

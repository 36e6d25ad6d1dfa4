/** A network's own numbers as the answer to raw samples: for one that was trained on vectors, which a `Model` of classes would misread. */
import { taskEither as TE } from 'fp-ts'
import type { RawSamples } from '../data/storedValues.js'
import { type Regression, regressionProblem } from '../data/regression.js'
import type { Backend } from '../engine/backend.js'
import { givenBackend } from '../engine/givenBackend.js'
import { answer, constants } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { anObject } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { elementCount } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type AnsweredBatches, answerEach, type Ask, batchesKinds, type PredictError } from './answerEach.js'
import { frozenBy } from './frozen.js'

/** How samples are answered. */
export interface RegressOptions extends AnsweredBatches {}

/** Why samples were not answered. */
export type RegressError = PredictError

/** The network's numbers for samples, in their order. */
type Regressed<Net extends AnyNetwork> = TE.TaskEither<RegressError, Tensor<[samples: number, ...Net['output']]>>

/**
 * The network's answers to raw samples, in their order: [samples, ...output], in the unit of the targets that it was trained on.
 *
 * samples  one or several, one after the other: bytes, which count as byte / 255, or floats, which count as themselves; in the training's unit
 *
 * A server asks through `regressor`, which is faster. A `Left` for a length that is not whole samples, for numbers that are not finite, in the samples or in the answer, a device that runs out of memory.
 *
 * @example
 * const network = sequential(input(2), linear(2, 1))(key(0)) // trained, say, on prices of houses
 * const normalization = { mean: [90, 3], deviation: [30, 1] } // of the training's data set
 * const prices = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => regress(backend, { network, normalization }, Float32Array.of(70, 3, 120, 5))),
 *   TE.map(({ shape }) => shape),
 * )
 * await prices() // => E.right([2, 1])
 */
export const regress = <Net extends AnyNetwork>(
  backend: Backend,
  given: Regression<Net>,
  samples: RawSamples,
  options: RegressOptions = {},
): Regressed<Net> => {
  const lookup = constants(givenBackend('regress', backend))
  return regressedBy('regress', (batch) => answer(backend, given.network.nodes, lookup, batch), given, samples, options)
}

/** A regression that answers raw samples. */
export interface Regressor<Net extends AnyNetwork> {
  (samples: RawSamples, options?: RegressOptions): Regressed<Net>
  /** As a `frozen` network's: frees what it keeps on the device, once all that was asked before is answered. Asked afterwards, it answers `Released`. */
  readonly release: () => void
}

/**
 * The regression as a function from raw samples to numbers, for many questions: to `regress` what `predictor` is to `predict`.
 *
 * @example
 * const network = sequential(input(2), linear(2, 1))(key(0)) // trained, say, on prices of houses
 * const normalization = { mean: [90, 3], deviation: [30, 1] } // of the training's data set
 * const prices = F.pipe(
 *   startWasm(),
 *   TE.map((backend) => regressor(backend, { network, normalization })),
 *   TE.flatMap((ask) => ask(Float32Array.of(70, 3, 120, 5))),
 *   TE.map(({ shape }) => shape),
 * )
 * await prices() // => E.right([2, 1])
 */
export const regressor = <Net extends AnyNetwork>(backend: Backend, regression: Regression<Net>): Regressor<Net> => {
  const given = checkedArgument('regressor', 'the regression', anObject<Regression<Net>>(), regression)
  const { answer: ask, asked, release } = frozenBy('regressor', backend, given.network)
  return Object.assign(
    (samples: RawSamples, options: RegressOptions = {}): Regressed<Net> => asked(regressedBy('regressor', ask, given, samples, options)),
    { release },
  )
}

const regressedBy = <Net extends AnyNetwork>(
  caller: string,
  ask: Ask,
  given: Regression<Net>,
  samples: RawSamples,
  options: RegressOptions,
): Regressed<Net> => {
  const problem = regressionProblem(caller, given)
  const { output } = given.network
  const size = elementCount(output)
  return TE.Functor.map(
    answerEach(caller, ask, given, samples, checkedOptions(caller, batchesKinds, options), problem, (answer) => answer),
    (rows) => {
      const values = new Float32Array(rows.length * size)
      rows.forEach((row, at) => values.set(row, at * size))
      const shape = [rows.length, ...output] as unknown as [samples: number, ...Net['output']] // by the check of `sequential`
      return { shape, values }
    },
  )
}

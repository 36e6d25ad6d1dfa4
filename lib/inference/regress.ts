/** A network's own numbers as the answer to raw samples: for one that was trained on vectors, which a `Model` of classes would misread. */
import { either as E, taskEither as TE } from 'fp-ts'
import { batchIndices, inputAt } from '../data/batch.js'
import { normalizationKind, normalizationProblem, rightNormalization } from '../data/normalization.js'
import { type RawSamples, type SamplesError, samplesOf } from '../data/rawSamples.js'
import type { Regression } from '../data/regression.js'
import type { Backend } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { givenBackend } from '../engine/givenBackend.js'
import { admitted } from '../network/admitted.js'
import { answer, constants } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { aNumber, anObject, floatsOrBytes, type Kinds, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { channelsOf, elementCount, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type Aborted, type AbortSignalLike, abortedBy, anAbortSignal } from '../training/aborted.js'
import { type AnswerNotFinite, answerProblem } from '../training/answerNotFinite.js'
import { sizeProblem } from '../training/evaluate.js'
import { type BadOption, badOption } from '../training/options.js'

/** How samples are answered. */
export interface RegressOptions {
  /** samples that are run at once; default 256 */
  readonly batchSize?: number | undefined
  /** asks to stop: between batches, with an `Aborted` */
  readonly signal?: AbortSignalLike | undefined
}

/** Why samples were not answered. */
export type RegressError = EngineError | SamplesError | AnswerNotFinite | BadOption | Aborted

/**
 * The network's answers to raw samples, in their order: [samples, ...output], in the unit of the targets that it was trained on.
 *
 * samples  one or several, one after the other: bytes, which count as byte / 255, or floats, which count as themselves; in the training's unit
 *
 * A `Left` for a length that is not whole samples, for numbers that are not finite, in the samples or in the answer, a device that runs out of memory.
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
 * @since 0.1.0
 */
export const regress = <Net extends AnyNetwork>(
  backend: Backend,
  given: Regression<Net>,
  samples: RawSamples,
  options: RegressOptions = {},
): TE.TaskEither<RegressError, Tensor<[samples: number, ...Net['output']]>> => {
  const lookup = constants(givenBackend('regress', backend))
  const { network, normalization } = checkedArgument('regress', 'the regression', anObject<Regression<Net>>(), given)
  const { input, output, nodes } = admitted('regress', network)
  checkedArgument('regress', 'normalization', normalizationKind, normalization)
  const { batchSize = 256, signal } = checkedOptions('regress', optionKinds, options)
  const raw = checkedArgument('regress', 'samples', floatsOrBytes, samples)
  const misfit = normalizationProblem(normalization, channelsOf(input))
  const problem =
    sizeProblem(batchSize) ?? (misfit === undefined ? undefined : badOption('normalization', rightNormalization(channelsOf(input)), misfit))
  if (problem !== undefined) return TE.left(problem)
  const read = samplesOf<Shape>(raw, input, normalization)
  if (E.isLeft(read)) return TE.left(read.left)
  return async () => {
    const size = elementCount(output)
    const count = read.right.rows.length
    const values = new Float32Array(count * size)
    for (const [batch, indices] of batchIndices(count, batchSize, undefined).entries()) {
      const stopped = abortedBy(signal)
      if (stopped !== undefined) return E.left(stopped)
      const answered = await answer(backend, nodes, lookup, inputAt(read.right, indices))()
      if (E.isLeft(answered)) return answered
      const broken = answerProblem(answered.right, batch * batchSize)
      if (broken !== undefined) return E.left(broken)
      values.set(answered.right.values, batch * batchSize * size)
    }
    const shape = [count, ...output] as unknown as [samples: number, ...Net['output']] // by the check of `sequential`
    return E.right({ shape, values })
  }
}

const optionKinds: Kinds<RegressOptions> = { batchSize: optional(aNumber), signal: optional(anAbortSignal) }

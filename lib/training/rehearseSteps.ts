import { either as E, function as F } from 'fp-ts'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { key } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import { type Kinds, optional, wholeNumber } from '../shape/kind.js'
import { shown } from '../shape/shown.js'
import { type DeviceState, releaseState, uploadState } from './deviceState.js'
import { binaryCrossEntropy } from './loss/binaryCrossEntropy.js'
import { crossEntropy } from './loss/crossEntropy.js'
import { type Loss, lossDefinition } from './loss/loss.js'
import { type FitOptions, optionKinds } from './options.js'
import { shardSizes } from './shard.js'
import { step, type StepOptions } from './step.js'

/** The options of a fit that decide what its steps compute, and so which memory and which programs they need; each is what the fit is told. */
export type RehearsalOptions = Pick<FitOptions, 'optimizer' | 'loss' | 'frozen' | 'clip' | 'average' | 'accumulate'>

/** What each of them holds. */
export const rehearsalKinds: Kinds<RehearsalOptions> = {
  optimizer: optionKinds.optimizer,
  loss: optionKinds.loss,
  frozen: optionKinds.frozen,
  clip: optionKinds.clip,
  average: optionKinds.average,
  accumulate: optional(wholeNumber(1)),
}

/**
 * The loss as it was told; else what a fit would take, as far as a network tells: cross-entropy of a vector of logits, of maps binary cross-entropy. One that
 * does not go with the network is a mistake of the program.
 */
export const rehearsedLoss = (caller: string, network: AnyNetwork, told: Loss | undefined): Loss => {
  const { output } = network
  const loss = told ?? (output.length === 1 ? crossEntropy() : binaryCrossEntropy())
  const wrong = lossDefinition(loss).problem(loss, network)
  return wrong === undefined ? loss : invariant(`${caller}: loss.${wrong.field} is ${shown(wrong.found)}, not ${wrong.expected}`)
}

/** What such steps are told. */
type Rehearsed = Pick<StepOptions, 'optimizer' | 'lambda' | 'sparse' | 'loss' | 'clip' | 'average'> & {
  readonly accumulate: number
  readonly mayLackClasses: boolean
}

/** Two training steps on a rehearsal, by the very operations that would run: the second is the first that holds what the optimizer kept. */
export const rehearseSteps = (
  stage: Backend,
  network: AnyNetwork,
  batchSize: number,
  { accumulate, mayLackClasses, ...update }: Rehearsed,
): void => {
  // of several parts the first two are the largest, and the second is the first that the sum of gradients lies beside
  const parts = shardSizes(batchSize, accumulate)
    .slice(0, 2)
    .map((size) => ({
      input: { shape: [size, ...network.input] as [number, ...number[]], values: new Float32Array(0) },
      wanted: lossDefinition(update.loss).shapes(update.loss, size, network.output, mayLackClasses),
    }))
  const options = { ...update, learningRate: 1, weightDecay: 0, step: 1, undecayed: new Set<string>(), key: key(0) }
  const rehearsed = <A>(result: E.Either<unknown, A>): A =>
    F.pipe(
      result,
      E.getOrElseW(() => invariant('a rehearsal has no limit to run into')),
    )
  const next = (state: DeviceState): DeviceState => {
    const { state: after, outcome } = rehearsed(step(stage, network.nodes, state, parts, options))
    releaseState(stage, state)
    stage.release(outcome)
    return after
  }
  next(next(rehearsed(stage.scope(() => uploadState(stage, network.nodes, { average: update.average && {} })))))
}

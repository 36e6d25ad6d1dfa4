/** What the steps of an epoch led to: read back, looked at, and measured. */
import { either as E } from 'fp-ts'
import type { AnyDataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { abortedBy } from './aborted.js'
import { type ArrayValues, withMoved } from './deviceState.js'
import { epochMeasure, type EpochOf } from './epoch.js'
import type { EpochTotals } from './epochTotals.js'
import type { FitError } from './fitError.js'
import type { FitRecord, FitState } from './fitState.js'
import type { Settings } from './options.js'
import { emptySlots } from './optimizerState.js'
import type { Steps } from './steps.js'
import { validatedOn } from './validation.js'

/** What does not change in a fit. */
export interface Fit<Net extends AnyNetwork> {
  readonly backend: Backend
  readonly network: Net
  readonly samples: AnyDataset
  readonly validation: AnyDataset | undefined
  readonly settings: Settings
  /** of the settings, what a fit that goes on from here must be told, too */
  readonly recorded: FitRecord['options']
  readonly steps: Steps
}

/** The epoch that those steps made, as a fit yields it, or why there is none; `before` is where the fit stood when it began. */
export const endEpoch = async <Net extends AnyNetwork, Data extends AnyDataset>(
  { backend, network, samples, validation, settings, recorded, steps }: Fit<Net>,
  before: FitState,
  totals: EpochTotals,
): Promise<E.Either<FitError, EpochOf<Net, Data>>> => {
  const epoch = before.epochsDone
  const moved = await steps.values()
  if (E.isLeft(moved)) return E.left(abortedBy(settings.signal) ?? moved.left)
  const { arrays, slots, average } = moved.right
  const broken = notFinite(arrays)
  if (broken !== undefined) return E.left({ _tag: 'WeightsNotFinite', epoch, path: broken })
  const trained = withMoved(network, arrays)
  const averaged = average && withMoved(network, average)
  const validated = await validatedOn(backend, trained, validation, settings)
  if (E.isLeft(validated)) return validated
  const averagedValidated = averaged === undefined ? E.right(undefined) : await validatedOn(backend, averaged, validation, settings)
  if (E.isLeft(averagedValidated)) return averagedValidated
  const state: FitState = {
    epochsDone: epoch + 1,
    stepsDone: before.stepsDone + totals.steps,
    told: { options: recorded, learningRates: [...(before.told?.learningRates ?? []), totals.learningRate] },
    optimizer: { name: settings.optimizer._tag, slots: { ...emptySlots(settings.optimizer._tag), ...slots } },
    ...(average && { average }),
  }
  return E.right({
    _tag: 'epoch',
    epoch,
    network: trained,
    averaged,
    state,
    loss: totals.weight === 0 ? 0 : totals.lossSum / totals.weight,
    ...epochMeasure(samples, totals.measure, totals.answers),
    validation: validated.right,
    averagedValidation: averagedValidated.right,
  } as unknown as EpochOf<Net, Data>) // by the kind of answers, as its type says
}

/** The array in which the last update left NaN or an infinity: the loss, taken before it, does not show that. */
const notFinite = (arrays: ArrayValues): string | undefined =>
  Object.entries(arrays).find(([, values]) => !values.every(Number.isFinite))?.[0]

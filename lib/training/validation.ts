/** What each epoch of a fit is measured on: other samples than it trains on, seen in the same way. */
import { either as E } from 'fp-ts'
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import type { Normalization } from '../data/normalization.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { sameShape, showShape } from '../shape/shape.js'
import { lookupIn, releaseState, uploadState } from './deviceState.js'
import { evaluated } from './evaluate.js'
import type { FitError } from './fitError.js'
import { kindOf } from './loss/definition.js'
import type { EvaluationOf } from './measure/measureOf.js'
import { badOption, type BadOption, type Settings } from './options.js'

/** Why validation samples do not go with the training samples; undefined if they do, or there are none. */
export const validationProblem = (training: AnyDataset, validation: AnyDataset | undefined): BadOption | undefined => {
  if (validation === undefined) return undefined
  if (sampleCount(validation) === 0) return badOption('validation', 'samples', 'none')
  if (!sameShape(training.shape, validation.shape))
    return badOption('validation.shape', showShape(training.shape), showShape(validation.shape))
  if (kindOf(training) !== kindOf(validation)) return badOption('validation', `answers that are ${kindOf(training)}`, kindOf(validation))
  if ('classes' in training && 'classes' in validation && training.classes !== validation.classes)
    return badOption('validation.classes', `${training.classes}`, validation.classes)
  if ('target' in training && 'target' in validation && !sameShape(training.target.shape, validation.target.shape))
    return badOption('validation.target.shape', showShape(training.target.shape), showShape(validation.target.shape))
  const [seen, given] = [training.normalization, validation.normalization]
  return sameShape(seen.mean, given.mean) && sameShape(seen.deviation, given.deviation)
    ? undefined
    : badOption(
        'validation.normalization',
        `the training samples', ${showNormalization(seen)} (withNormalization gives it)`,
        showNormalization(given),
      )
}

const showNormalization = ({ mean, deviation }: Normalization): string =>
  `mean [${mean.join(', ')}] and deviation [${deviation.join(', ')}]`

/** How well the network of an epoch does. Its arrays are on the device for no longer than that takes. */
export const validatedOn = async (
  backend: Backend,
  { nodes }: AnyNetwork,
  validation: AnyDataset | undefined,
  options: Pick<Settings, 'batchSize' | 'signal'>,
): Promise<E.Either<FitError, EvaluationOf<AnyDataset> | undefined>> => {
  if (validation === undefined) return E.right(undefined)
  const uploaded = backend.scope(() => uploadState(backend, nodes, {}))
  if (E.isLeft(uploaded)) return uploaded
  try {
    return await evaluated(backend, nodes, lookupIn(backend, uploaded.right), validation, options)
  } finally {
    releaseState(backend, uploaded.right)
  }
}

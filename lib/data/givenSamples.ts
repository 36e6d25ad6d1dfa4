import { invariant } from '../shape/invariant.js'
import { anObject, aUint16Array, aUint32Array, floatsOrBytes, type Kind, sizes, wholeNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { channelsOf, elementCount, type Shape } from '../shape/shape.js'
import type { Dataset, TargetDataset } from './dataset.js'
import { normalizationKind, normalizationProblem } from './normalization.js'
import type { Samples } from './samples.js'
import { aTarget, targetProblem } from './target.js'

const givenBefore = new WeakSet<object>()

/**
 * What a caller hands over as samples or a data set. `dataset` and whatever selects from one give what is right; what a spread or plain
 * JavaScript put together is looked at once, and remembered, since a data set does not change.
 */
export const givenSamples = <Given extends Samples<Shape>>(caller: string, given: Given): Given => {
  if (givenBefore.has(given)) return given
  const { shape, values, rows, normalization } = checkedArgument(caller, 'the data set', anObject<Given>(), given)
  const check = <A>(name: string, kind: Kind<A>, value: unknown): A => checkedArgument(caller, `the data set's ${name}`, kind, value)
  check('shape', sizes, shape)
  check('values', floatsOrBytes, values)
  check('rows', aUint32Array, rows)
  check('normalization', normalizationKind, normalization)
  const most = Math.floor(values.length / elementCount(shape))
  if (!rows.every((row) => row < most)) invariant(`${caller}: the data set has rows beyond its ${most} samples`)
  const problem = normalizationProblem(normalization, channelsOf(shape))
  if (problem !== undefined) invariant(`${caller}: the data set's normalization has ${problem}`)
  // its members are checked there, whatever it was typed as
  if ('labels' in given) checkLabels(caller, given as unknown as Dataset<Shape>)
  else if ('target' in given) checkTarget(caller, most, given as unknown as TargetDataset<Shape>)
  else invariant(`${caller}: the data set has neither labels nor a target: take what dataset or targetDataset gives`)
  givenBefore.add(given)
  return given
}

const checkLabels = (caller: string, { labels, rows, classes }: Dataset<Shape>): void => {
  checkedArgument(caller, "the data set's classes", wholeNumber(1), classes)
  checkedArgument(caller, "the data set's labels", aUint16Array, labels)
  if (labels.length !== rows.length) invariant(`${caller}: the data set has ${labels.length} labels of ${rows.length} samples`)
  if (!labels.every((label) => label < classes)) invariant(`${caller}: the data set has labels beyond its ${classes} classes`)
}

/** Numbers stand beside the stored samples, whichever of these are chosen. */
const checkTarget = (caller: string, most: number, { target }: TargetDataset<Shape>): void => {
  const problem = targetProblem(checkedArgument(caller, "the data set's target", aTarget, target), most)
  if (problem !== undefined) invariant(`${caller}: the data set's target has ${problem.found}, not ${problem.expected}`)
}

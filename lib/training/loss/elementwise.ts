/** What the losses that compare number by number have in common: a definition but for its fields. */
import type { AnyDataset } from '../../data/dataset.js'
import type { Augment } from '../../data/augmentation.js'
import type { ElementwiseLoss } from '../../engine/elementwiseLoss.js'
import { invariant, known } from '../../shape/invariant.js'
import { answersOf } from './answers.js'
import { answerShapes, type LossDefinition, type TargetKind, type Wanted } from './definition.js'

const wantedOf = (samples: AnyDataset, indices: Uint32Array, augment: Augment | undefined): Wanted =>
  'target' in samples ? answersOf(samples, indices, augment) : invariant('a loss of numbers was given classes')

/** The definition of a loss without numbers of its own that make no sense. */
export const elementwise = <Given extends { readonly _tag: string }>(
  goesWith: TargetKind,
  operation: (loss: Given) => ElementwiseLoss,
  own: Pick<LossDefinition<Given>, 'fields'> & Partial<Pick<LossDefinition<Given>, 'problem' | 'recorded'>>,
): LossDefinition<Given> => ({
  goesWith: [goesWith],
  problem: () => undefined,
  recorded: () => ({}),
  ...own,
  wanted: (_loss, samples, indices, augment) => wantedOf(samples, indices, augment),
  shapes: (_loss, samples, output) => answerShapes(samples, output, goesWith, false),
  judged: (backend, output, { targets }, loss) => backend.elementwiseLoss(output, known(targets), operation(loss)),
})

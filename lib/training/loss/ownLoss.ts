/** What a loss of a program's own carries, and what a program says of it. */
import type { DefinedTag } from '../../layer/defined.js'
import type { Formula, Term } from '../../layer/formula.js'
import type { FieldKinds, FieldsOf } from '../../layer/layerDefinition.js'
import type { LossDefinition, TargetKind } from './definition.js'

/** A description of any loss that a program has defined, for answers of that kind. */
export interface OwnLoss<out Learns extends TargetKind = TargetKind, out Tag extends DefinedTag = DefinedTag> {
  readonly _tag: Tag
  /** which answers it goes with */
  readonly learns: Learns
}

/** What a program says of its loss. */
export interface OwnLossDefinition<Tag extends DefinedTag, Learns extends TargetKind, Fields extends FieldKinds> {
  /** the program's name and the loss's, 'mine/quantile': a fit goes on only by the loss of that name and those fields */
  readonly tag: Tag
  /** which answers it goes with, and so what is measured beside it */
  readonly learns: Learns
  /** default none */
  readonly fields?: Fields
  /** what is wrong with a description, as a sentence ("quantile is 2, not between 0 and 1"); undefined if nothing is */
  readonly problem?: (fields: FieldsOf<Fields>) => string | undefined
  /**
   * What the loss is the mean of: any numbers, as many of each sample. `output` and `targets` are [samples, ...output]; of a class the targets are 1 there and 0
   * elsewhere, of a cell without a class 0 for all. A factor outside of the mean is a factor of each number.
   */
  readonly compute: (formula: Formula, output: Term, targets: Term, fields: FieldsOf<Fields>) => Term
  /**
   * whether the formula itself leaves out the cells of maps that have no class, by their targets, which add up to 0 there: it then makes any numbers, as many of each sample, and samples count alike.
   * Default false: it makes so many numbers of each cell, and the loss is the mean over the cells that have a class.
   */
  readonly leavesOutUnlabeled?: boolean | undefined
  /** the URL of the module that exports the loss, `import.meta.url` there: without it no worker can compute it */
  readonly module?: string | undefined
}

// of the registry, so that two copies of this library on one page understand each other's losses
const carried = Symbol.for('narrownet.loss')

/** What was made, carrying a loss's definition under a symbol that nobody sees. */
export const carryingLoss = <Made extends object>(definition: LossDefinition<OwnLoss>, made: Made): Made =>
  Object.defineProperty(made, carried, { value: definition })

/** The definition that something carries; undefined where it carries none. */
export const carriedLoss = (value: unknown): LossDefinition<OwnLoss> | undefined =>
  (value as { readonly [carried]?: LossDefinition<OwnLoss> } | null | undefined)?.[carried]

/** A loss on its way to workers: what it says is posted, what it carries is imported there. */
import type { Node } from '../../network/network.js'
import { invariant } from '../../shape/invariant.js'
import { type Loss, lossDefinition } from '../loss/loss.js'
import { carriedLoss, carryingLoss } from '../loss/ownLoss.js'
import { type OwnModule, ownModules, withImportedLayers } from './importedLayers.js'

/** What of a loss the library does not have: the loss itself, or its teacher's layers. */
export const modulesOfLoss = (loss: Loss): readonly OwnModule[] => {
  const { own, teacher } = lossDefinition(loss)
  return [
    ...(own === undefined ? [] : [{ tag: loss._tag, module: own.module }]),
    ...(teacher === undefined ? [] : ownModules(teacher.of(loss).nodes)),
  ]
}

/** The loss with its teacher's nodes replaced, where it has one. */
export const withTeachersNodes = (loss: Loss, change: (nodes: readonly Node[]) => readonly Node[]): Loss => {
  const { teacher } = lossDefinition(loss)
  return teacher === undefined ? loss : teacher.withNodes(loss, change(teacher.of(loss).nodes))
}

/** The loss as it was posted, with the definitions that are among these exports. */
export const withImportedLoss = (posted: Loss, exported: readonly unknown[]): Loss => {
  const { _tag: tag } = posted
  if (!tag.includes('/')) return withTeachersNodes(posted, (nodes) => withImportedLayers(nodes, exported))
  const made = exported.find((value) => carriedLoss(value) !== undefined && (value as { readonly tag?: unknown }).tag === tag)
  return carryingLoss(carriedLoss(made) ?? invariant(`the module of ${tag} exports no such loss`), { ...posted })
}

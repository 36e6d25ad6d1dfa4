/** The first half of a training step: a batch's loss, and its gradient by everything that is trained. */
import type { Backend, DeviceArray } from '../engine/backend.js'
import { type ByPath, type Context, differentiateNodes } from '../network/differentiate.js'
import { constants, evaluateNodes, type Lookup } from '../network/forward.js'
import type { Node } from '../network/network.js'
import type { Key } from '../random/key.js'
import { type Loss, lossDefinition } from './loss/loss.js'
import type { TrainingBatch } from './trainingBatch.js'

/** What a batch says: its outcome, the gradient of every trained array, the running statistics after it. */
export interface Derived {
  readonly outcome: DeviceArray
  readonly gradients: ByPath
  readonly statistics: ByPath
}

/** How layers run in a step. */
export const training = (key: Key): Context => ({ key, needsInputGradient: false })

/** What that batch says; only inside a `scope`. */
export const derived = (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  { input, wanted: { labels, targets, counts } }: TrainingBatch,
  loss: Loss,
  context: Context,
): Derived => {
  const { teacher, judged } = lossDefinition(loss)
  const from = backend.upload(input.values, input.shape)
  // before the learner, so that what lies between its layers is gone when the learner's is kept
  const taught = teacher && evaluateNodes(backend, teacher.of(loss).nodes, constants(backend), backend.share(from))
  const run = differentiateNodes(backend, nodes, lookup, from, context)
  const wanted = {
    labels: labels && backend.filled([labels.length], (values) => values.set(labels)),
    targets: targets && backend.upload(targets.values, targets.shape),
    counts: counts && backend.upload(counts, [counts.length]),
    taught,
  }
  const { outcome, gradient } = judged(backend, run.output, wanted, loss)
  for (const array of Object.values(wanted)) if (array !== undefined) backend.release(array)
  const { input: unused, arrays: gradients } = run.pullback(gradient)
  if (unused !== undefined) backend.release(unused)
  return { outcome, gradients, statistics: run.statistics }
}

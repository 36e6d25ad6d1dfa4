/** What a training step needs of the device's memory, found out without taking any. */
import { arrayTooLarge, ofBatch } from '../engine/arrayTooLarge.js'
import type { Backend } from '../engine/backend.js'
import { givenBackend } from '../engine/givenBackend.js'
import { admitted } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import { invariant } from '../shape/invariant.js'
import type { FitError } from './fitError.js'
import { withFrozen } from './frozenLayers.js'
import { ofStep } from './ofStep.js'
import type { Settings } from './options.js'
import { sgd } from './optimizer/sgd.js'
import { rehearsalKinds, type RehearsalOptions, rehearsedLoss, rehearseSteps } from './rehearseSteps.js'
import { shardSizes } from './shard.js'
import { largestCount } from '../shape/count.js'
import { notNegative, optional, wholeNumber } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'

/** Bytes on the device. */
export interface StepMemory {
  /** the most bytes alive at once: parameters, what the optimizer keeps, activations, gradients, working memory of kernels */
  readonly peakBytes: number
  /** what the device can hold */
  readonly limitBytes: number
  /** the largest single array among them */
  readonly largestArray: { readonly shape: readonly number[]; readonly bytes: number }
  /** what one array may take: on WebGL the GPU's largest texture */
  readonly arrayLimitBytes: number
}

/**
 * The memory that training this network with batches of that size takes, exact to the byte of arrays: two steps are rehearsed with shapes
 * alone, by the very operations that would run. What an allocator loses between arrays comes on top.
 *
 * The options are those of the fit; without them SGD with momentum is rehearsed, which keeps an array beside each that is trained. A fit that is told no momentum takes that much less.
 *
 * @example
 * const backend = await startWasm()()
 * const network = mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))
 * if (E.isRight(backend)) console.log(stepMemory(backend.right, network, 64).peakBytes)
 */
export const stepMemory = (
  backend: Backend,
  network: AnyNetwork,
  batchSize: number,
  options: RehearsalOptions & { readonly momentum?: number | undefined } = {},
): StepMemory => memoryOf(backend, network, batchSize, options, false)

/** The same for samples whose cells may have no class. */
const memoryOf = (
  backend: Backend,
  network: AnyNetwork,
  batchSize: number,
  options: RehearsalOptions & { readonly momentum?: number | undefined },
  mayLackClasses: boolean,
): StepMemory => {
  const told = checkedOptions('stepMemory', { ...rehearsalKinds, momentum: optional(notNegative) }, options)
  const { momentum = 0.9, optimizer = sgd({ momentum }), frozen = [], clip, average, accumulate = 1 } = told
  if (options.momentum !== undefined && options.optimizer !== undefined)
    invariant('stepMemory: a momentum beside an optimizer, which has its own: sgd({ momentum })')
  checkedArgument('stepMemory', 'batchSize', wholeNumber(1, largestCount), batchSize)
  const stage = givenBackend('stepMemory', backend).rehearsal()
  rehearseSteps(stage, withFrozen(admitted('stepMemory', network), frozen), batchSize, {
    optimizer,
    loss: rehearsedLoss('stepMemory', network, told.loss),
    clip,
    average,
    accumulate,
    lambda: 0,
    sparse: new Set(),
    mayLackClasses,
  })
  return {
    peakBytes: stage.peakBytes(),
    limitBytes: backend.limitBytes,
    largestArray: stage.largestArray(),
    arrayLimitBytes: backend.arrayLimitBytes,
  }
}

/** A step that the device cannot hold, as a fit reports it; undefined if it can. */
export const memoryProblem = (
  backend: Backend,
  network: AnyNetwork,
  batchSize: number,
  settings: Pick<Settings, 'optimizer' | 'loss' | 'clip' | 'average' | 'accumulate'> & { readonly mayLackClasses: boolean },
): FitError | undefined => {
  const { optimizer, loss, clip, average, accumulate, mayLackClasses } = settings
  const told = { optimizer, loss, clip, average, accumulate }
  const { peakBytes, limitBytes, largestArray } = memoryOf(backend, network, batchSize, told, mayLackClasses)
  const tooLarge = arrayTooLarge(backend, largestArray.shape, largestArray.bytes)
  const [atOnce = batchSize] = shardSizes(batchSize, accumulate)
  if (tooLarge !== undefined)
    return ofStep(
      ofBatch(tooLarge, atOnce, () => memoryProblem(backend, network, 1, settings)?._tag !== 'ArrayTooLarge'),
      atOnce,
    )
  return peakBytes > limitBytes ? { _tag: 'StepTooLarge', batchSize: atOnce, peakBytes, limitBytes } : undefined
}

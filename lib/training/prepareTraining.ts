/** What a GPU makes ready before it trains, as it goes on: a page can show it, where a first step of seconds would look like a page that hangs. */
import { either as E } from 'fp-ts'
import type { Backend } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { givenBackend } from '../engine/givenBackend.js'
import { nextTask } from '../engine/turn.js'
import { admitted } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import { largestCount } from '../shape/count.js'
import { wholeNumber } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { withFrozen } from './frozenLayers.js'
import { sgd } from './optimizer/sgd.js'
import { rehearsalKinds, type RehearsalOptions, rehearsedLoss, rehearseSteps } from './rehearseSteps.js'
import { sparsePaths } from './sparsity.js'

/** So many programs of so many are compiled. */
export interface Prepared {
  readonly done: number
  readonly of: number
}

/**
 * Compile what a fit of this network will draw, before its first step: yields after each program, and lets the page paint. Steps of that batch size are
 * rehearsed, and of one sample, for an epoch's last batch. What is compiled already is not counted: a second call yields nothing, and neither does WASM.
 * A GPU that is taken away is a `Left`, the last thing it yields. The options are those of the fit; without them SGD with momentum is made ready.
 *
 * @example
 * const network = mlp({ input: [784], cfg: [100], classes: 10 }, key(0))
 * const backend = orThrow(await startWasm()())
 * for await (const progress of prepareTraining(backend, network, 64, { optimizer: adam() })) {
 *   const { done, of } = orThrow(progress)
 *   console.log(`${done} of ${of} programs`) // never: WASM has none
 * }
 */
export async function* prepareTraining(
  backend: Backend,
  network: AnyNetwork,
  batchSize: number,
  options: RehearsalOptions = {},
): AsyncGenerator<E.Either<EngineError, Prepared>, void, undefined> {
  const told = checkedOptions('prepareTraining', rehearsalKinds, options)
  const { optimizer = sgd({ momentum: 0.9 }), frozen = [], clip, average, accumulate = 1 } = told
  checkedArgument('prepareTraining', 'batchSize', wholeNumber(1, largestCount), batchSize)
  const training = withFrozen(admitted('prepareTraining', network), frozen)
  const { input, nodes } = training
  const loss = rehearsedLoss('prepareTraining', training, told.loss)
  const sparse = sparsePaths(input, nodes, 'everywhere')
  const update = { optimizer, loss, clip, average, accumulate, lambda: 1, sparse, mayLackClasses: false }
  const pieces = givenBackend('prepareTraining', backend).preparation((stage) => {
    for (const size of new Set([batchSize, 1])) rehearseSteps(stage, training, size, update)
  })
  for (const [at, piece] of pieces.entries()) {
    const made = backend.scope(piece)
    if (E.isLeft(made)) return void (yield made)
    yield E.right({ done: at + 1, of: pieces.length })
    await nextTask()
  }
}

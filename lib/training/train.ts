/** A fit as one task, for whoever wants nothing but its result. */
import { either as E, type taskEither as TE } from 'fp-ts'
import type { AnyDataset, Dataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { entered } from './entered.js'
import { fit } from './fit.js'
import type { FitError } from './fitError.js'
import { checkedRequest, type FitRequest } from './fitRequest.js'
import type { Loss, LossFor } from './loss/loss.js'
import type { DataFor } from './mismatch.js'

/**
 * The whole fit as one task: the network after the last epoch (of a fit that is told `average`, the averaged one), or what went wrong.
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const tuned = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => train(backend, network, digits, { epochs: 1, batchSize: 16, learningRate: 0.1, key: key(2) })),
 *   TE.map(({ cfg }) => cfg),
 * )
 * await tuned() // => E.right([16])
 */
export const train = <
  Net extends AnyNetwork,
  Samples extends AnyDataset,
  Validation extends AnyDataset = Dataset<Net['input']>,
  FitLoss extends Loss = Loss,
>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Samples>,
  options: FitRequest<Net['input'], DataFor<Net, Validation>, LossFor<Net, Samples, FitLoss>>,
): TE.TaskEither<FitError, Net> => {
  // throws now, as a task must not
  checkedRequest('train', options)
  entered('train', backend, network, samples)
  return async () => {
    let last: E.Either<FitError, Net> = E.right(network)
    for await (const epoch of fit<Net, Samples, Validation, FitLoss>(backend, network, samples, options))
      last = E.isLeft(epoch) ? epoch : E.right(epoch.right.averaged ?? epoch.right.network)
    return last
  }
}

/** The entrance of everything that runs a network over a data set: what a cast or plain JavaScript hands over stops here, at the call. */
import type { AnyDataset } from '../data/dataset.js'
import { givenSamples } from '../data/givenSamples.js'
import type { Backend } from '../engine/backend.js'
import { givenBackend } from '../engine/givenBackend.js'
import { wellFormed } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'

/**
 * The data set; a `TypeError` that begins with `narrownet:` where it, the network or the backend is something else. The string in the
 * parameter's type is a sentence that the compiler says, never a value.
 */
export const entered = <Data extends AnyDataset = AnyDataset>(
  caller: string,
  backend: Backend,
  network: AnyNetwork,
  samples: Data | string,
): Data => {
  givenBackend(caller, backend)
  wellFormed(caller, network) // what it holds is for `mismatch` to say
  return givenSamples(caller, samples as Data)
}

/** What a worker does: it answers the fit that started it, as one replica. `nodeWorker.ts` and `pageWorker.ts` give it its port. */
import { either as E } from 'fp-ts'
import { startFrom } from '../../engine/startFrom.js'
import { invariant } from '../../shape/invariant.js'
import type { StateValues } from '../deviceState.js'
import { exportsOf, withImportedLayers } from './importedLayers.js'
import { withImportedLoss } from './importedLoss.js'
import { enterWorker } from './insideWorker.js'
import type { Answer, Request } from './protocol.js'
import { type Replica, replicaOf } from './replica.js'
import { transferred } from './shareable.js'

/** The way to the fit. */
export interface FitPort {
  readonly post: (answer: Answer, transfer: readonly ArrayBuffer[]) => void
  readonly listen: (heard: (request: Request) => void) => void
}

/** Every array of a state. */
const allOf = ({ arrays, slots, average = {} }: StateValues): readonly Float32Array[] =>
  [arrays, ...Object.values(slots), average].flatMap((named) => Object.values(named))

const movable = (given: Answer): readonly ArrayBuffer[] => {
  if (given._tag === 'derived') return transferred([given.share])
  return given._tag === 'state' ? transferred(allOf(given.state.values)) : []
}

/** Answer each request in its turn, from the first on. */
export const fitWorker = (port: FitPort): void => {
  let replica: Replica | undefined

  const answer = async (request: Request): Promise<Answer> => {
    if (request._tag !== 'start') return replica === undefined ? invariant('a worker was asked before it was started') : replica(request)
    const backend = await startFrom(request.origin)()
    if (E.isLeft(backend)) return { _tag: 'failed', error: backend.left }
    enterWorker()
    const exported = await exportsOf(request.modules)
    const [nodes, loss] = [withImportedLayers(request.nodes, exported), withImportedLoss(request.loss, exported)]
    const started = replicaOf(backend.right, { ...request, nodes, loss })
    if (typeof started !== 'function') return started
    replica = started
    return { _tag: 'done' }
  }

  let last: Promise<void> = Promise.resolve()
  port.listen((request) => {
    last = last
      .then(() => answer(request))
      .then((given) => port.post(given, movable(given)))
      // Thrown outside of the promise, where Node and pages alike tell the fit: a rejection would leave a page's fit waiting.
      .catch((thrown: unknown) => {
        setTimeout(() => {
          throw thrown
        })
      })
  })
}

/**
 * Starting the WebGL backend, in a page or in a worker of one. The context is our own: nothing that another library draws, starts or removes
 * reaches it. Started twice with the same options it gives the same backend, because a page has 16 contexts and a seventeenth takes the oldest away;
 * a backend that lost its context is forgotten, so that a new start gives a new one.
 */
import { either as E, type taskEither as TE } from 'fp-ts'
import { checkedOptions } from '../../shape/options.js'
import { type Kinds, optional, positive } from '../../shape/kind.js'
import type { Backend } from '../backend.js'
import { backendOn } from '../backendOn.js'
import type { EngineError } from '../engineError.js'
import { newContext } from './context.js'
import { type Textures, texturesOn } from './textures.js'
import { webglEngine } from './webglEngine.js'

/** The options of `startWebgl`. */
export interface WebglOptions {
  /** The most bytes that all arrays may take together; default 2^31. WebGL does not tell what a GPU has. */
  readonly limitBytes?: number | undefined
}

interface Started {
  readonly textures: Textures
  readonly backend: Backend
}

/** By limit. The realm's, as its contexts are. */
const started = new Map<number, Started>()

const start = (limitBytes: number): E.Either<EngineError, Started> => {
  const context = newContext()
  if (E.isLeft(context)) return E.left({ _tag: 'BackendUnavailable', backend: 'webgl', reason: context.left })
  const textures = texturesOn(context.right, limitBytes)
  return E.right({ textures, backend: backendOn(textures, webglEngine) })
}

/**
 * Start the WebGL backend: the same operations on the GPU, by fragment programs of our own.
 *
 * A `Left` with `BackendUnavailable` says why it cannot run here: no page around (Node), no WebGL 2, a GPU that does not render float32. A GPU
 * may be taken away while it computes; what is asked of it from then on is a `Left` with `ContextLost`, and a new start gives a new backend.
 *
 * @example
 * const started = await startWebgl()()
 * E.isLeft(started) && errorMessage(started.left)
 * // => 'the webgl backend cannot start: this host has no canvas to draw on, as pages and their workers have; startWasm runs here'
 */
export const startWebgl = (given: WebglOptions = {}): TE.TaskEither<EngineError, Backend> => {
  const { limitBytes = 2 ** 31 } = checkedOptions('startWebgl', webglKinds, given)
  return async () => {
    const before = started.get(limitBytes)
    const now = before === undefined || before.textures.isLost() ? start(limitBytes) : E.right(before)
    if (E.isRight(now)) started.set(limitBytes, now.right)
    return E.map(({ backend }: Started) => backend)(now)
  }
}

const webglKinds: Kinds<WebglOptions> = { limitBytes: optional(positive) }

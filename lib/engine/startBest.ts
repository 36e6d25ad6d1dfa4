/**
 * The faster of two backends for training, found by rehearsing a step of one layer on both. A page's GPU may be anything: a card, a phone's, a
 * processor that plays one. Its name does not say how fast it is, so it is asked to compute.
 */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { optional, positive } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Backend } from './backend.js'
import { type EngineError, engineMessage } from './engineError.js'
import { rehearsedStep } from './rehearsedStep.js'
import { startWasm, type WasmOptions, wasmKinds } from './wasm/startWasm.js'
import type { WebglOptions } from './webgl/startWebgl.js'

/** A backend, and why this one. */
export interface Best {
  readonly backend: Backend
  /** one sentence, for a log */
  readonly reason: string
}

/**
 * Start WebGL where it trains faster than WASM, else WASM. Both are started and rehearse a training step of one convolution, a small one first:
 * where WebGL is far behind there, the larger one, which decides, is left out. On a GPU that takes some hundred milliseconds, most of them for
 * compiling what training needs anyway.
 *
 * It decides for training in batches. Small batches, and one sample at a time always, are WASM's; so are several `workers`. Where there is no
 * canvas, in Node, nothing of WebGL is loaded. A `Left` where neither starts says why WASM does not.
 *
 * @example
 * const best = await startBest()()
 * E.isRight(best) && [best.right.backend.name, best.right.reason]
 * // => ['wasm', 'wasm: this host has no canvas, as pages and their workers have, and so no WebGL']
 */
export const startBest = (given: WasmOptions & WebglOptions = {}): TE.TaskEither<EngineError, Best> => {
  const { limitBytes, ...options } = checkedOptions('startBest', { ...wasmKinds, limitBytes: optional(positive) }, given)
  const wasm = startWasm(options)
  return async () => {
    const [processor, gpu] = [await wasm(), await started(limitBytes)]
    if (E.isLeft(gpu)) return E.map((backend: Backend) => ({ backend, reason: `wasm: ${gpu.left}` }))(processor)
    if (E.isLeft(processor)) return E.right({ backend: gpu.right, reason: `webgl: ${engineMessage(processor.left)}` })
    return E.right(await faster(processor.right, gpu.right))
  }
}

/** WebGL, or the sentence why there is none. */
const started = async (limitBytes: number | undefined): Promise<E.Either<string, Backend>> => {
  if (typeof OffscreenCanvas === 'undefined' && typeof document === 'undefined')
    return E.left('this host has no canvas, as pages and their workers have, and so no WebGL')
  const { startWebgl } = await import('./webgl/startWebgl.js')
  return E.mapLeft(engineMessage)(await startWebgl(limitBytes === undefined ? {} : { limitBytes })())
}

/** Samples of the first rehearsal, and of the one that decides. */
const [few, many] = [4, 32]

/** Milliseconds that a GPU's fixed costs of a step stay far below: one that needs more for few samples, and more than WASM, does not catch up. */
const hopeless = 30

/** The one whose step is shorter; WASM where WebGL cannot finish one. */
const faster = async (wasm: Backend, webgl: Backend): Promise<Best> => {
  const both = (samples: number) =>
    F.pipe(
      TE.Do,
      TE.apS('onWasm', rehearsedStep(wasm, samples)),
      TE.bind('onWebgl', () => rehearsedStep(webgl, samples)),
    )
  const timed = await F.pipe(
    both(few),
    TE.flatMap((first) => (first.onWebgl > Math.max(hopeless, first.onWasm) ? TE.right(first) : both(many))),
  )()
  if (E.isLeft(timed)) return { backend: wasm, reason: `wasm: ${engineMessage(timed.left)}` }
  const { onWasm, onWebgl } = timed.right
  const numbers = `a rehearsed training step takes ${shown(onWasm)} ms on wasm and ${shown(onWebgl)} ms on webgl`
  return onWebgl < onWasm ? { backend: webgl, reason: `webgl: ${numbers}` } : { backend: wasm, reason: `wasm: ${numbers}` }
}

const shown = (milliseconds: number): string => (milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0))

/** What layers inside a network give, for criteria that look at activations. */
import { either as E, taskEither as TE } from 'fp-ts'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { constants, evaluateNodes } from './forward.js'
import type { Node } from './network.js'

/** The outputs of the layers at these paths for a batch that is known to fit, by path; a path without a layer is left out. */
export const layerOutputs =
  (
    backend: Backend,
    nodes: readonly Node[],
    paths: ReadonlySet<string>,
    { shape, values }: Tensor<Shape>,
  ): TE.TaskEither<EngineError, ReadonlyMap<string, Tensor<Shape>>> =>
  async () => {
    const made = backend.scope(() => {
      const kept = new Map<string, DeviceArray>()
      const keep = (path: string, output: DeviceArray): void => {
        if (paths.has(path)) kept.set(path, backend.share(output))
      }
      backend.release(evaluateNodes(backend, nodes, constants(backend), backend.upload(values, shape), keep))
      return kept
    })
    if (E.isLeft(made)) return made
    const read = new Map<string, Tensor<Shape>>()
    for (const [path, output] of made.right) {
      read.set(path, { shape: output.shape, values: await backend.download(output) })
      backend.release(output)
    }
    return E.right(read)
  }

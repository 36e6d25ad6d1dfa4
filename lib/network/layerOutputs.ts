/** What layers inside a network give, for criteria that look at activations. */
import { either as E, taskEither as TE } from 'fp-ts'
import { ofBatch } from '../engine/arrayTooLarge.js'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { constants, evaluateNodes, oneFits } from './forward.js'
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
    if (E.isLeft(made)) {
      const run = (from: DeviceArray) => evaluateNodes(backend, nodes, constants(backend), from)
      return E.left(ofBatch(made.left, known(shape[0]), () => oneFits(backend, shape, run)))
    }
    const outputs = [...made.right]
    const read = await backend.download(outputs.map(([, output]) => output))()
    for (const [, output] of outputs) backend.release(output)
    return E.map(
      (values: readonly Float32Array[]) =>
        new Map(outputs.map(([path, { shape }], at) => [path, { shape, values: known(values[at], path) }] as const)),
    )(read)
  }

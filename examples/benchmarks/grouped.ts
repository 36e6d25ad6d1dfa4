/** 3x3 convolutions in groups, as many channels out as in. Stock tfjs has none: there they are slices, a convolution of each, and a concatenation. */
import { onnxConvolution } from './onnxConvolution.js'
import type { Operation } from './operation.js'
import type { Tensor, Tfjs } from './stockTfjs.js'
import { sizeOf } from './values.js'

interface Grouped {
  readonly maps: readonly [batch: number, height: number, width: number, channels: number]
  readonly groups: number
}

const nameOf = ({ maps, groups }: Grouped): string => `3x3 in ${groups} groups [${maps.join()}]`
const flopsOf = ({ maps, groups }: Grouped): number => (2 * 9 * sizeOf(maps) * maps[3]) / groups
const filterOf = ({ maps, groups }: Grouped): readonly number[] => [3, 3, maps[3] / groups, maps[3]]
const plain = { bias: undefined, stride: 1, padding: 1 }

/** Each group's convolution: its part of the last axis of maps and filter. */
const stockParts = (tf: Tfjs, { maps, groups }: Grouped, x: Tensor, filter: Tensor): Tensor => {
  const channels = maps[3] / groups
  const part = (of: Tensor, group: number): Tensor =>
    tf.engine().runKernel('Slice', { x: of }, { begin: [0, 0, 0, group * channels], size: [...of.shape.slice(0, 3), channels] })
  const parts = Array.from({ length: groups }, (_, group) => tf.conv2d(part(x, group), part(filter, group), 1, 1))
  return tf.engine().runKernel('Concat', parts, { axis: 3 })
}

const forwardOf = (grouped: Grouped): Operation => ({
  name: `${nameOf(grouped)} forward`,
  flops: flopsOf(grouped),
  floats: 2 * sizeOf(grouped.maps),
  own: (backend, make) => {
    const [x, filter] = [make(grouped.maps, 1), make(filterOf(grouped), 2)]
    const options = { ...plain, filter, groups: grouped.groups, needsInputGradient: false }
    return () => backend.release(backend.conv2d.apply(backend.share(x), options))
  },
  stock: (tf, make) => {
    const [x, filter] = [make(grouped.maps, 1), make(filterOf(grouped), 2)]
    return () =>
      tf.tidy(() => {
        stockParts(tf, grouped, x, filter)
      })
  },
  onnx: () => onnxConvolution(grouped.maps, grouped.maps[3], grouped.groups),
})

const bothOf = (grouped: Grouped): Operation => ({
  name: `${nameOf(grouped)} forward and back`,
  flops: 3 * flopsOf(grouped),
  floats: 6 * sizeOf(grouped.maps),
  own: (backend, make) => {
    const [x, filter, dy] = [make(grouped.maps, 1), make(filterOf(grouped), 2), make(grouped.maps, 3)]
    const options = { ...plain, filter, groups: grouped.groups, needsInputGradient: true }
    return () => {
      const [y, pullback] = backend.conv2d.differentiate(backend.share(x), options)
      backend.release(y)
      const { input, weight } = pullback(backend.share(dy))
      for (const array of [input, weight]) if (array !== undefined) backend.release(array)
    }
  },
  stock: (tf, make) => {
    const [x, filter, dy] = [make(grouped.maps, 1), make(filterOf(grouped), 2), make(grouped.maps, 3)]
    const back = tf.grads((maps, weight) => stockParts(tf, grouped, maps as Tensor, weight as Tensor))
    return () =>
      tf.tidy(() => {
        back([x, filter], dy)
      })
  },
})

const cases: readonly Grouped[] = [{ maps: [16, 16, 16, 128], groups: 4 }]

/** The forward pass alone, and with its gradients. */
export const groupedConvolutions: readonly Operation[] = cases.flatMap((each) => [forwardOf(each), bothOf(each)])

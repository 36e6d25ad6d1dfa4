/**
 * A device that holds shapes and no numbers. What runs on it allocates and frees exactly as it would for real, since the same operations
 * run, so `peakBytes` tells what a computation needs before any memory is taken.
 */
import type { Backend } from './backend.js'
import type { Buffer, Device } from './device.js'
import { type Kernels, kernelsOn } from './kernels.js'
import { memoryOf } from './memory.js'

const noNumbers = new Float32Array(0)

const buffer = (shape: readonly number[]): Buffer => ({ dataId: {}, shape })

/** As the given device, but every array is a shape alone. */
const shapesOn = ({ name, inPlace }: Device): Device => ({
  name,
  limitBytes: Number.POSITIVE_INFINITY,
  hasRoomFor: () => true,
  write: (_values, shape) => buffer(shape),
  read: async () => noNumbers,
  retain: () => undefined,
  free: () => undefined,
  run: (kernel, inputs, _attributes, shape) => (kernel === 'Reshape' && inputs.x ? { dataId: inputs.x.dataId, shape } : buffer(shape)),
  loop: (_inputs, shapes) => shapes.map(buffer),
  ...(inPlace && { inPlace: (_inputs: readonly Buffer[], shapes: readonly (readonly number[])[]) => shapes.map(buffer) }),
})

/** A stand-in for the backend that `backendOf` makes of a device. Its `upload` and `constant` look at the shape alone: any array will do, another one for another constant. */
export const rehearsalOn = (device: Device, backendOf: (kernels: Kernels) => Backend): Backend => {
  const shapes = shapesOn(device)
  const memory = memoryOf(shapes)
  const kernels = kernelsOn(shapes, memory)
  const upload: Backend['upload'] = (_values, shape) => kernels.loop([], [shape], () => undefined)[0]
  return { ...backendOf(kernels), upload, constant: memory.constant }
}

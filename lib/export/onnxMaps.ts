/** Pools and enlargements as nodes. */
import type { DeviceArray, MaxPoolOptions, PoolOptions, UpsampleOptions } from '../engine/backend.js'
import { type PoolAxis, type PoolGeometry, poolGeometry } from '../engine/poolGeometry.js'
import { known } from '../shape/invariant.js'
import type { OnnxAttribute } from './onnxFile.js'
import type { Recorder } from './recorder.js'

/** How many cells the last window reaches beyond the map: told outright, since runtimes do not agree on `ceil_mode`. */
const beyond = ({ size, stride, padding }: PoolAxis, length: number, places: number): number =>
  Math.max(0, (places - 1) * stride + size - padding - length)

const windowAttributes = ({ y, x, height, width, outHeight, outWidth }: PoolGeometry): Readonly<Record<string, OnnxAttribute>> => ({
  kernel_shape: { integers: [y.size, x.size] },
  strides: { integers: [y.stride, x.stride] },
  pads: { integers: [y.padding, x.padding, beyond(y, height, outHeight), beyond(x, width, outWidth)] },
})

const pooled =
  (recorder: Recorder, operation: 'MaxPool' | 'AveragePool') =>
  (input: DeviceArray, geometry: PoolGeometry): DeviceArray =>
    recorder.made(
      recorder.node(operation, [recorder.as(input, 'channelsFirst')], windowAttributes(geometry)),
      geometry.outputShape,
      'channelsFirst',
    )

/** Cells beyond the edge never win. */
export const maxPool =
  (recorder: Recorder) =>
  (input: DeviceArray, options: MaxPoolOptions): DeviceArray =>
    pooled(recorder, 'MaxPool')(input, poolGeometry(input, options))

/** Cells beyond the edge do not count, as ONNX has it by default. */
export const averagePool =
  (recorder: Recorder) =>
  (input: DeviceArray, options: PoolOptions): DeviceArray =>
    pooled(recorder, 'AveragePool')(input, poolGeometry(input, { ...options, padding: 0 }))

export const globalAveragePool =
  (recorder: Recorder) =>
  (input: DeviceArray): DeviceArray => {
    const means = recorder.node('GlobalAveragePool', [recorder.as(input, 'channelsFirst')])
    const [batch, , , channels] = input.shape
    return recorder.made(recorder.node('Flatten', [means], { axis: { integer: 1 } }), [known(batch), known(channels)], 'natural')
  }

export const upsample =
  (recorder: Recorder) =>
  (input: DeviceArray, { factor, interpolation }: UpsampleOptions): DeviceArray => {
    const [batch = 1, height = 0, width = 0, channels = 0] = input.shape
    const scales = recorder.floats(Float32Array.of(1, 1, factor, factor), [4], 'scales')
    const attributes: Readonly<Record<string, OnnxAttribute>> =
      interpolation === 'nearest'
        ? {
            mode: { text: 'nearest' },
            coordinate_transformation_mode: { text: 'asymmetric' },
            nearest_mode: { text: 'floor' },
          }
        : { mode: { text: 'linear' }, coordinate_transformation_mode: { text: 'half_pixel' } }
    const output = recorder.node('Resize', [recorder.as(input, 'channelsFirst'), '', scales], attributes)
    return recorder.made(output, [batch, height * factor, width * factor, channels], 'channelsFirst')
  }

/** The mean of each channel's map: [batch, height, width, channels] -> [batch, channels]. */
import { invariant } from '../shape/invariant.js'
import { showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'

/** A batch of maps as so many groups of cells of channels. */
export const mapsOf = (shape: readonly number[]): { readonly batch: number; readonly cells: number; readonly channels: number } => {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  return { batch, cells: height * width, channels }
}

const meanOfMaps = (input: Float32Array, output: Float32Array, cells: number, channels: number): void => {
  const sums = new Float64Array(channels)
  for (let sample = 0; sample < output.length; sample += channels) {
    sums.fill(0)
    for (let cell = 0; cell < cells; cell += 1) {
      const from = sample * cells + cell * channels
      for (let c = 0; c < channels; c += 1) sums[c] = (sums[c] as number) + (input[from + c] as number)
    }
    for (let c = 0; c < channels; c += 1) output[sample + c] = (sums[c] as number) / cells
  }
}

const spreadOverMaps = (outputGradient: Float32Array, gradient: Float32Array, cells: number, channels: number): void => {
  for (let sample = 0; sample < outputGradient.length; sample += channels) {
    for (let cell = 0; cell < cells; cell += 1) {
      const to = sample * cells + cell * channels
      for (let c = 0; c < channels; c += 1) gradient[to + c] = (outputGradient[sample + c] as number) / cells
    }
  }
}

/** What a device computes, both borrowing: the means of maps, and from their gradient that of maps of `shape`. */
export interface GlobalAveragePoolPasses {
  readonly forward: (input: DeviceArray) => DeviceArray
  readonly backward: (outputGradient: DeviceArray, shape: readonly number[]) => DeviceArray
}

export const globalAveragePoolBy = (
  { release }: Memory,
  { forward, backward }: GlobalAveragePoolPasses,
): Operation<undefined, InputGradient> => {
  const apply: Operation<undefined, InputGradient>['apply'] = (input) => {
    if (input.shape.length !== 4 || mapsOf(input.shape).cells === 0) invariant(`a global average pool was given ${showShape(input.shape)}`)
    const output = forward(input)
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input) => {
      const { shape } = input
      return [
        apply(input, undefined),
        (outputGradient) => {
          const gradient = backward(outputGradient, shape)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}

export const globalAveragePool = (kernels: Kernels): Operation<undefined, InputGradient> =>
  globalAveragePoolBy(kernels, {
    forward: (input) => {
      const { batch, cells, channels } = mapsOf(input.shape)
      const [output] = kernels.loop([input], [[batch, channels]], ([x], [y]) => meanOfMaps(x, y, cells, channels))
      return output
    },
    backward: (outputGradient, shape) => {
      const { cells, channels } = mapsOf(shape)
      const [gradient] = kernels.loop([outputGradient], [shape], ([dy], [dx]) => spreadOverMaps(dy, dx, cells, channels))
      return gradient
    },
  })

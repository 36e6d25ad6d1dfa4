import { horizontal, type PerAxis, vertical } from '../../lib/shape/perAxis.js'
import { addTo, at, get, type ReferenceArray, zeros } from './array.js'

interface Window {
  readonly output: readonly [n: number, y: number, x: number, c: number]
  /** Its cells on the map, row by row. */
  readonly cells: readonly (readonly [n: number, y: number, x: number, c: number])[]
}

const windows = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis): readonly Window[] => {
  const [batch, height, width, channels] = input.shape as readonly [number, number, number, number]
  const found: Window[] = []
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y * vertical(stride) + vertical(size) <= height + 2 * vertical(padding); y += 1)
      for (let x = 0; x * horizontal(stride) + horizontal(size) <= width + 2 * horizontal(padding); x += 1)
        for (let c = 0; c < channels; c += 1) {
          const cells: (readonly [number, number, number, number])[] = []
          for (let i = 0; i < vertical(size); i += 1)
            for (let j = 0; j < horizontal(size); j += 1) {
              const row = y * vertical(stride) + i - vertical(padding)
              const column = x * horizontal(stride) + j - horizontal(padding)
              if (row >= 0 && row < height && column >= 0 && column < width) cells.push([n, row, column, c])
            }
          found.push({ output: [n, y, x, c], cells })
        }
  return found
}

export const poolOutput = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis): ReferenceArray => {
  const places = (length: number, axis: (given: PerAxis) => number): number => {
    let count = 0
    for (let start = -axis(padding); start + axis(size) <= length + axis(padding); start += axis(stride)) count += 1
    return count
  }
  return zeros([input.shape[0]!, places(input.shape[1]!, vertical), places(input.shape[2]!, horizontal), input.shape[3]!])
}

/** The first cell of a window that holds its largest value. */
const winner = (input: ReferenceArray, cells: Window['cells']): Window['cells'][number] =>
  cells.reduce((best, cell) => (get(input, ...cell) > get(input, ...best) ? cell : best))

export const maxPool = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis): ReferenceArray => {
  const output = poolOutput(input, size, stride, padding)
  for (const window of windows(input, size, stride, padding))
    output.values[at(output, ...window.output)] = get(input, ...winner(input, window.cells))
  return output
}

export const maxPoolGradient = (
  input: ReferenceArray,
  outputGradient: ReferenceArray,
  size: PerAxis,
  stride: PerAxis,
  padding: PerAxis,
): ReferenceArray => {
  const gradient = zeros(input.shape)
  for (const window of windows(input, size, stride, padding))
    addTo(gradient, get(outputGradient, ...window.output), ...winner(input, window.cells))
  return gradient
}

export const averagePool = (input: ReferenceArray, size: PerAxis, stride: PerAxis): ReferenceArray => {
  const output = poolOutput(input, size, stride, 0)
  for (const window of windows(input, size, stride, 0))
    for (const cell of window.cells) addTo(output, get(input, ...cell) / (vertical(size) * horizontal(size)), ...window.output)
  return output
}

export const averagePoolGradient = (
  input: ReferenceArray,
  outputGradient: ReferenceArray,
  size: PerAxis,
  stride: PerAxis,
): ReferenceArray => {
  const gradient = zeros(input.shape)
  for (const window of windows(input, size, stride, 0))
    for (const cell of window.cells) addTo(gradient, get(outputGradient, ...window.output) / (vertical(size) * horizontal(size)), ...cell)
  return gradient
}

/** [batch, height, width, channels] -> [batch, channels] */
export const globalAveragePool = (input: ReferenceArray): ReferenceArray => {
  const [batch, height, width, channels] = input.shape as readonly [number, number, number, number]
  const output = zeros([batch, channels])
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        for (let c = 0; c < channels; c += 1) addTo(output, get(input, n, y, x, c) / (height * width), n, c)
  return output
}

export const globalAveragePoolGradient = (input: ReferenceArray, outputGradient: ReferenceArray): ReferenceArray => {
  const [batch, height, width, channels] = input.shape as readonly [number, number, number, number]
  const gradient = zeros(input.shape)
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        for (let c = 0; c < channels; c += 1) addTo(gradient, get(outputGradient, n, c) / (height * width), n, y, x, c)
  return gradient
}

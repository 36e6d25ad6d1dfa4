import { horizontal, type PerAxis, vertical } from '../../lib/shape/perAxis.js'
import { addTo, at, get, type ReferenceArray, zeros } from './array.js'

interface Window {
  readonly output: readonly [n: number, y: number, x: number, c: number]
  /** Its cells on the map, row by row. */
  readonly cells: readonly (readonly [n: number, y: number, x: number, c: number])[]
}

/**
 * Where windows begin along an axis. One that reaches beyond the map and its padding is there in ceil mode alone, if the one before did not reach their end
 * and if it begins before the padding behind the map.
 */
const starts = (length: number, size: number, stride: number, padding: number, ceilMode: boolean): readonly number[] => {
  const end = length + padding
  const found: number[] = []
  for (let start = -padding; start < length; start += stride)
    if (start + size <= end || (ceilMode && start + size - stride < end)) found.push(start)
  return found
}

const startsOf = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis, ceilMode: boolean) =>
  [
    starts(input.shape[1]!, vertical(size), vertical(stride), vertical(padding), ceilMode),
    starts(input.shape[2]!, horizontal(size), horizontal(stride), horizontal(padding), ceilMode),
  ] as const

const windows = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis, ceilMode: boolean): readonly Window[] => {
  const [batch, height, width, channels] = input.shape as readonly [number, number, number, number]
  const [tops, lefts] = startsOf(input, size, stride, padding, ceilMode)
  const found: Window[] = []
  for (let n = 0; n < batch; n += 1)
    for (const [y, top] of tops.entries())
      for (const [x, left] of lefts.entries())
        for (let c = 0; c < channels; c += 1) {
          const cells: (readonly [number, number, number, number])[] = []
          for (let row = top; row < top + vertical(size); row += 1)
            for (let column = left; column < left + horizontal(size); column += 1)
              if (row >= 0 && row < height && column >= 0 && column < width) cells.push([n, row, column, c])
          found.push({ output: [n, y, x, c], cells })
        }
  return found
}

export const poolOutput = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis, ceilMode = false): ReferenceArray => {
  const [tops, lefts] = startsOf(input, size, stride, padding, ceilMode)
  return zeros([input.shape[0]!, tops.length, lefts.length, input.shape[3]!])
}

/** The first cell of a window that holds its largest value. */
const winner = (input: ReferenceArray, cells: Window['cells']): Window['cells'][number] =>
  cells.reduce((best, cell) => (get(input, ...cell) > get(input, ...best) ? cell : best))

export const maxPool = (input: ReferenceArray, size: PerAxis, stride: PerAxis, padding: PerAxis, ceilMode = false): ReferenceArray => {
  const output = poolOutput(input, size, stride, padding, ceilMode)
  for (const window of windows(input, size, stride, padding, ceilMode))
    output.values[at(output, ...window.output)] = get(input, ...winner(input, window.cells))
  return output
}

export const maxPoolGradient = (
  input: ReferenceArray,
  outputGradient: ReferenceArray,
  size: PerAxis,
  stride: PerAxis,
  padding: PerAxis,
  ceilMode = false,
): ReferenceArray => {
  const gradient = zeros(input.shape)
  for (const window of windows(input, size, stride, padding, ceilMode))
    addTo(gradient, get(outputGradient, ...window.output), ...winner(input, window.cells))
  return gradient
}

export const averagePool = (input: ReferenceArray, size: PerAxis, stride: PerAxis, ceilMode = false): ReferenceArray => {
  const output = poolOutput(input, size, stride, 0, ceilMode)
  for (const window of windows(input, size, stride, 0, ceilMode))
    for (const cell of window.cells) addTo(output, get(input, ...cell) / window.cells.length, ...window.output)
  return output
}

export const averagePoolGradient = (
  input: ReferenceArray,
  outputGradient: ReferenceArray,
  size: PerAxis,
  stride: PerAxis,
  ceilMode = false,
): ReferenceArray => {
  const gradient = zeros(input.shape)
  for (const window of windows(input, size, stride, 0, ceilMode))
    for (const cell of window.cells) addTo(gradient, get(outputGradient, ...window.output) / window.cells.length, ...cell)
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

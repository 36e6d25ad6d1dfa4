/** GLSL of the two walks over a convolution's windows: forward over the taps of one output's window, back over the windows that hold one input. */
import type { ConvolutionGeometry } from '../convolutionGeometry.js'

/** What the walks are told of a window. */
export const windowSizes = {
  height: 'int',
  width: 'int',
  outHeight: 'int',
  outWidth: 'int',
  tapsY: 'int',
  tapsX: 'int',
  strideY: 'int',
  strideX: 'int',
  paddingY: 'int',
  paddingX: 'int',
  dilationY: 'int',
  dilationX: 'int',
} as const

/** That of one convolution. */
export const windowSizesOf = ({ y, x, input, output }: ConvolutionGeometry): Readonly<Record<keyof typeof windowSizes, number>> => ({
  height: input[1],
  width: input[2],
  outHeight: output[1],
  outWidth: output[2],
  tapsY: y.taps,
  tapsX: x.taps,
  strideY: y.stride,
  strideX: x.stride,
  paddingY: y.padding,
  paddingX: x.padding,
  dilationY: y.dilation,
  dilationX: x.dilation,
})

/** From `row`: the output's sample `n` and its window's corner `top`, `left`. */
export const atOutput = `int cell = row;
  int left = (cell % outWidth) * strideX - paddingX; cell /= outWidth;
  int top = (cell % outHeight) * strideY - paddingY;
  int n = cell / outHeight;`

/** `summed` at each tap that lies on the map, the filter's `tap`, which sees the cell `y`, `x0`. */
export const overTaps = (summed: string): string => `for (int r = 0; r < tapsY; r += 1) {
    int y = top + r * dilationY;
    if (y < 0 || y >= height) continue;
    for (int q = 0; q < tapsX; q += 1) {
      int x0 = left + q * dilationX;
      if (x0 < 0 || x0 >= width) continue;
      int tap = r * tapsX + q;
      ${summed}
    }
  }`

/** From `row`: the input's sample `n` and its place `line`, `column` on the padded map. */
export const atInput = `int cell = row;
  int column = cell % width + paddingX; cell /= width;
  int line = cell % height + paddingY;
  int n = cell / height;`

/** `summed` for each window that holds the cell, by the filter's `tap`; it is that of the output `y`, `x0`. */
export const overWindows = (summed: string): string => `for (int r = 0; r < tapsY; r += 1) {
    int top = line - r * dilationY, y = top / strideY;
    if (top < 0 || top % strideY != 0 || y >= outHeight) continue;
    for (int q = 0; q < tapsX; q += 1) {
      int left = column - q * dilationX, x0 = left / strideX;
      if (left < 0 || left % strideX != 0 || x0 >= outWidth) continue;
      int tap = r * tapsX + q;
      ${summed}
    }
  }`

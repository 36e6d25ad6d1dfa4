/** GLSL of the two walks over a convolution's windows: forward over the taps of one output's window, back over the windows that hold one input. */

/** From `row`: the output's sample `n`, its window's corner `top`, `left`, and the taps of the window that lie on the map. */
export const atOutput = `int cell = row;
  int left = (cell % outWidth) * stride - padding; cell /= outWidth;
  int top = (cell % outHeight) * stride - padding;
  int n = cell / outHeight;
  int rowFrom = max(0, -top), rowEnd = min(size, height - top), columnFrom = max(0, -left), columnEnd = min(size, width - left);`

/** `summed` at each tap `r`, `q`, which sees the cell `top + r`, `left + q`. */
export const overTaps = (summed: string): string => `for (int r = rowFrom; r < rowEnd; r += 1)
    for (int q = columnFrom; q < columnEnd; q += 1) {
      ${summed}
    }`

/** From `row`: the input's sample `n` and its place `line`, `column` on the padded map. */
export const atInput = `int cell = row;
  int column = cell % width + padding; cell /= width;
  int line = cell % height + padding;
  int n = cell / height;`

/** `summed` for each window that holds the cell, by its tap `r`, `q`; it is that of the output `y`, `x0`. */
export const overWindows = (summed: string): string => `for (int r = 0; r < size; r += 1) {
    int top = line - r, y = top / stride;
    if (top < 0 || top % stride != 0 || y >= outHeight) continue;
    for (int q = 0; q < size; q += 1) {
      int left = column - q, x0 = left / stride;
      if (left < 0 || left % stride != 0 || x0 >= outWidth) continue;
      ${summed}
    }
  }`

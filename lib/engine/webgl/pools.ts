/** Pools by draws; see `engine/maxPool.ts`, `averagePool.ts` and `globalAveragePool.ts` for what they mean. */
import { averagePoolBy } from '../averagePool.js'
import type { InputGradient, MaxPoolOptions, Operation, PoolOptions } from '../backend.js'
import { globalAveragePoolBy, mapsOf } from '../globalAveragePool.js'
import { maxPoolBy } from '../maxPool.js'
import type { PoolGeometry } from '../poolGeometry.js'
import type { Drawing } from './drawing.js'
import { program, programOfSeveral, texelwise } from './program.js'

const sizes = {
  height: 'int',
  width: 'int',
  outHeight: 'int',
  outWidth: 'int',
  sizeY: 'int',
  sizeX: 'int',
  strideY: 'int',
  strideX: 'int',
  paddingY: 'int',
  paddingX: 'int',
} as const

const sizesOf = ({ height, width, outHeight, outWidth, y, x }: PoolGeometry) => ({
  height,
  width,
  outHeight,
  outWidth,
  sizeY: y.size,
  sizeX: x.size,
  strideY: y.stride,
  strideX: x.stride,
  paddingY: y.padding,
  paddingX: x.padding,
})

/** GLSL over the cells of a row's window that are on the map: `each` may use `at`, the cell's texel. */
const overWindow = (each: string): string => `
  int rest = row;
  int left = (rest % outWidth) * strideX - paddingX; rest /= outWidth;
  int top = (rest % outHeight) * strideY - paddingY;
  int n = rest / outHeight;
  int rowFrom = max(0, -top), rowEnd = min(sizeY, height - top), columnFrom = max(0, -left), columnEnd = min(sizeX, width - left);
  for (int r = rowFrom; r < rowEnd; r += 1)
    for (int q = columnFrom; q < columnEnd; q += 1) {
      int at = ((n * height + top + r) * width + left + q) * xQuads + quad;
      ${each}
    }`

/** GLSL over the windows that hold a row's cell: `each` may use `at`, the window's texel, and `place`, the cell's number in it. */
const overWindows = (each: string): string => `
  int rest = row;
  int column = rest % width + paddingX; rest /= width;
  int line = rest % height + paddingY;
  int n = rest / height;
  int rowFrom = line < sizeY ? 0 : (line - sizeY) / strideY + 1, columnFrom = column < sizeX ? 0 : (column - sizeX) / strideX + 1;
  int rowEnd = min(outHeight - 1, line / strideY), columnEnd = min(outWidth - 1, column / strideX);
  for (int r = rowFrom; r <= rowEnd; r += 1)
    for (int q = columnFrom; q <= columnEnd; q += 1) {
      int at = ((n * outHeight + r) * outWidth + q) * dyQuads + quad;
      float place = float((line - r * strideY) * sizeX + column - q * strideX);
      ${each}
    }`

/** The largest value of a window, lane by lane, and its place there; a NaN wins. */
const largest = `
void find(int row, int quad, out vec4 most, out vec4 cell) {
  most = vec4(0.0);
  cell = vec4(-1.0);
  ${overWindow(`
      vec4 v = x(at);
      bvec4 wins = greaterThan(vec4(lessThan(cell, vec4(0.0))) + vec4(greaterThan(v, most)) + vec4(isNan(v)), vec4(0.0));
      most = mix(most, v, wins);
      cell = mix(cell, vec4(float(r * sizeX + q)), wins);`)}
}`
const maximum = program(
  'max pool',
  ['x'],
  sizes,
  `${largest}
vec4 value(int row, int quad) { vec4 most, cell; find(row, quad, most, cell); return most; }`,
)
const maximumAndCell = programOfSeveral(
  'max pool and the cells that won',
  ['x'],
  sizes,
  ['best', 'winner'],
  `${largest}
void write(int row, int quad) { vec4 most, cell; find(row, quad, most, cell); best = most; winner = cell; }`,
)
const gradientOfMaximum = program(
  'gradient of a max pool',
  ['dy', 'cells'],
  sizes,
  `
vec4 value(int row, int quad) {
  vec4 sum = vec4(0.0);
  ${overWindows('sum += mix(vec4(0.0), dy(at), equal(cells(at), vec4(place)));')}
  return sum;
}`,
)

const mean = program(
  'average pool',
  ['x'],
  sizes,
  `
vec4 value(int row, int quad) {
  vec4 sum = vec4(0.0);
  ${overWindow('sum += x(at);')}
  return sum / float((rowEnd - rowFrom) * (columnEnd - columnFrom));
}`,
)
/** Means are of maps without padding: a window's cells on the map are those from its first one to its end or the map's. */
const gradientOfMean = program(
  'gradient of an average pool',
  ['dy'],
  sizes,
  `
vec4 value(int row, int quad) {
  vec4 sum = vec4(0.0);
  ${overWindows('sum += dy(at) / float(min(sizeY, height - r * strideY) * min(sizeX, width - q * strideX));')}
  return sum;
}`,
)

const meanOfMap = program(
  'mean of maps',
  ['x'],
  { cells: 'int' },
  `
vec4 value(int row, int quad) {
  vec4 sum = vec4(0.0);
  for (int first = 0; first < cells; first += 64) {
    vec4 part = vec4(0.0);
    int end = min(cells, first + 64);
    for (int cell = first; cell < end; cell += 1) part += x((row * cells + cell) * xQuads + quad);
    sum += part;
  }
  return sum / float(cells);
}`,
)
const gradientOfMeanOfMap = texelwise(
  'gradient of a mean of maps',
  ['dy'],
  { cells: 'int' },
  'dy(row / cells * dyQuads + quad) / float(cells)',
)

export const maxPool = (drawing: Drawing): Operation<MaxPoolOptions, InputGradient> => {
  const { draw } = drawing
  return maxPoolBy(drawing, {
    forward: (x, geometry) => draw(maximum, { x }, geometry.outputShape, sizesOf(geometry)),
    forwardAndCells: (x, geometry) => {
      const { best, winner } = drawing.drawSeveral(maximumAndCell, { x }, geometry.outputShape, sizesOf(geometry))
      return [best, winner]
    },
    backward: (dy, cells, geometry) => draw(gradientOfMaximum, { dy, cells }, geometry.inputShape, sizesOf(geometry)),
  })
}

export const averagePool = (drawing: Drawing): Operation<PoolOptions, InputGradient> =>
  averagePoolBy(drawing, {
    forward: (x, geometry) => drawing.draw(mean, { x }, geometry.outputShape, sizesOf(geometry)),
    backward: (dy, geometry) => drawing.draw(gradientOfMean, { dy }, geometry.inputShape, sizesOf(geometry)),
  })

export const globalAveragePool = (drawing: Drawing): Operation<undefined, InputGradient> =>
  globalAveragePoolBy(drawing, {
    forward: (x) => {
      const { batch, cells, channels } = mapsOf(x.shape)
      return drawing.draw(meanOfMap, { x }, [batch, channels], { cells })
    },
    backward: (dy, shape) => drawing.draw(gradientOfMeanOfMap, { dy }, shape, { cells: mapsOf(shape).cells }),
  })

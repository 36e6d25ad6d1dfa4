/** Products by draws; see `engine/product.ts` for what they mean. */
import type { Backend } from '../backend.js'
import { mapsOf } from '../globalAveragePool.js'
import { productBy } from '../product.js'
import { elementwise } from './arithmetic.js'
import type { Drawing } from './drawing.js'
import { program, texelwise } from './program.js'

const scaledMaps = texelwise(
  'maps by a factor for each channel',
  ['x', 'factors'],
  { cells: 'int' },
  'x(texel) * factors(row / cells * factorsQuads + quad)',
)
const sumsOfProducts = program(
  'sums of products over maps',
  ['x', 'y'],
  { cells: 'int' },
  `
vec4 value(int row, int quad) {
  vec4 sum = vec4(0.0);
  for (int first = 0; first < cells; first += 64) {
    vec4 part = vec4(0.0);
    int end = min(cells, first + 64);
    for (int cell = first; cell < end; cell += 1) {
      int at = (row * cells + cell) * xQuads + quad;
      part += x(at) * y(at);
    }
    sum += part;
  }
  return sum;
}`,
)

export const product = (drawing: Drawing): Backend['product'] =>
  productBy(drawing, {
    elementwise: elementwise(drawing),
    scaled: (x, factors) => drawing.draw(scaledMaps, { x, factors }, x.shape, { cells: mapsOf(x.shape).cells }),
    sums: (x, y, shape) => drawing.draw(sumsOfProducts, { x, y }, shape, { cells: mapsOf(x.shape).cells }),
  })

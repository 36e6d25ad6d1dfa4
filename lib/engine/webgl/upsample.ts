/** Larger maps by draws; see `engine/upsample.ts` for what they mean. Places are counted in whole parts of a cell, so that shares are exact. */
import type { InputGradient, Operation, UpsampleOptions } from '../backend.js'
import { upsampleBy, type UpsampleGeometry } from '../upsample.js'
import type { Drawing } from './drawing.js'
import { program } from './program.js'

const sizes = { height: 'int', width: 'int', factor: 'int', bilinear: 'int' } as const

const sizesOf = ({ input, factor, interpolation }: UpsampleGeometry): Readonly<Record<keyof typeof sizes, number>> => ({
  height: input[1],
  width: input[2],
  factor,
  bilinear: interpolation === 'bilinear' ? 1 : 0,
})

/** For an output along an axis: the cell before it, and the share of the one behind. */
const places = `
int parts(int place) { return bilinear == 1 ? max(0, 2 * place + 1 - factor) : 2 * factor * (place / factor); }
int before(int place) { return parts(place) / (2 * factor); }
float share(int place) { return float(parts(place) - before(place) * 2 * factor) / float(2 * factor); }
vec4 between(vec4 low, vec4 high, float part) { return part == 0.0 ? low : (1.0 - part) * low + part * high; }`

const enlarged = program(
  'larger maps',
  ['x'],
  sizes,
  `${places}
vec4 at(int n, int y, int x0, int quad) { return x(((n * height + y) * width + x0) * xQuads + quad); }
vec4 value(int row, int quad) {
  int rest = row;
  int column = rest % (width * factor); rest /= width * factor;
  int line = rest % (height * factor);
  int n = rest / (height * factor);
  int left = before(column), top = before(line);
  int right = min(left + 1, width - 1), bottom = min(top + 1, height - 1);
  vec4 upper = between(at(n, top, left, quad), at(n, top, right, quad), share(column));
  vec4 lower = between(at(n, bottom, left, quad), at(n, bottom, right, quad), share(column));
  return between(upper, lower, share(line));
}`,
)

/** For each cell of the input, over the outputs that it has a share in, at most a cell away. */
const gradientOfEnlarged = program(
  'gradient of larger maps',
  ['dy'],
  sizes,
  `${places}
float shareOf(int cell, int place, int size) {
  int low = before(place);
  float part = share(place);
  return (low == cell ? 1.0 - part : 0.0) + (min(low + 1, size - 1) == cell ? part : 0.0);
}
vec4 value(int row, int quad) {
  int rest = row;
  int column = rest % width; rest /= width;
  int line = rest % height;
  int n = rest / height;
  vec4 sum = vec4(0.0);
  for (int y = max(0, (line - 1) * factor); y < min(height, line + 2) * factor; y += 1) {
    float byRow = shareOf(line, y, height);
    if (byRow == 0.0) continue;
    vec4 part = vec4(0.0);
    for (int x = max(0, (column - 1) * factor); x < min(width, column + 2) * factor; x += 1) {
      float byColumn = shareOf(column, x, width);
      if (byColumn != 0.0) part += byColumn * dy(((n * height * factor + y) * width * factor + x) * dyQuads + quad);
    }
    sum += byRow * part;
  }
  return sum;
}`,
)

export const upsample = (drawing: Drawing): Operation<UpsampleOptions, InputGradient> =>
  upsampleBy(drawing, {
    forward: (x, geometry) => drawing.draw(enlarged, { x }, geometry.output, sizesOf(geometry)),
    backward: (dy, geometry) => drawing.draw(gradientOfEnlarged, { dy }, geometry.input, sizesOf(geometry)),
  })

/**
 * Operations that move channels, by draws: concatenation, its way back, padding, selection; and reshaping, where rows are cut anew. See the files
 * of those names in `engine/` for what they mean.
 */
import { channelsOf } from '../../shape/shape.js'
import { known } from '../../shape/invariant.js'
import type { Backend, DeviceArray, InputGradient, Operation } from '../backend.js'
import { withChannels } from '../channelRows.js'
import { concatenateBy, partsOf, splitBy } from '../concatenate.js'
import { padChannelsBy } from '../padChannels.js'
import { reshapeBy } from '../reshape.js'
import { selectChannelsBy } from '../selectChannels.js'
import type { Drawing } from './drawing.js'
import { program, texelwise } from './program.js'
import { lieAlike } from './texelLayout.js'

/** GLSL of a value made lane by lane: `lane` is an expression of `row` and `c`, the lane's channel. */
const lanewise = (lane: string, first = ''): string => `
// by bits: to a GPU that has no denormals, the smallest of them is 0
bool isNumber(float v, int number) { return (floatBitsToInt(v) & 0x7fffffff) == floatBitsToInt(float(number)); }
float lane(int row, int c) { ${lane} }
vec4 value(int row, int quad) {
  ${first}
  int c = 4 * quad;
  return vec4(lane(row, c), lane(row, c + 1), lane(row, c + 2), lane(row, c + 3));
}`

const sideBySide = program(
  'two side by side',
  ['x', 'y'],
  { first: 'int' },
  lanewise(
    'return c < first ? xAt(row, c) : yAt(row, c - first);',
    'if ((first & 3) == 0) return quad < xQuads ? x(row * xQuads + quad) : y(row * yQuads + quad - xQuads);',
  ),
)
const fromOffset = program(
  'channels from an offset on, then zeros',
  ['x'],
  { offset: 'int', channels: 'int' },
  lanewise(
    'return c + offset < channels ? xAt(row, c + offset) : 0.0;',
    'if ((offset & 3) == 0) return quad + offset / 4 < xQuads ? x(row * xQuads + quad + offset / 4) : vec4(0.0);',
  ),
)
const copy = texelwise('copy', ['x'], {}, 'x(texel)')
const cutAnew = program(
  'rows cut anew',
  ['x'],
  { channels: 'int', count: 'int' },
  lanewise('int at = min(row * outputChannels + c, count - 1); return xAt(at / channels, at % channels);'),
)

const chosen = program(
  'chosen channels',
  ['x', 'positions'],
  { channels: 'int' },
  lanewise(`
  float position = positionsAt(0, c);
  int at = position >= 0.0 && position < float(channels) ? int(position) : -1;
  return at >= 0 && isNumber(position, at) ? xAt(row, at) : 0.0;`),
)
/** For each channel, at which place it was chosen; -1 where it was not. */
const places = program(
  'where a channel was chosen to',
  ['positions'],
  { count: 'int' },
  lanewise(
    'for (int at = 0; at < count; at += 1) if (positionsAt(0, at) >= 0.0 && isNumber(positionsAt(0, at), c)) return float(at); return -1.0;',
  ),
)
const gradientOfChosen = program(
  'gradient of chosen channels',
  ['dy', 'places'],
  {},
  lanewise('int at = int(placesAt(0, c)); return at < 0 ? 0.0 : dyAt(row, at);'),
)

export const concatenate = (drawing: Drawing): Backend['concatenate'] => {
  const { draw, release } = drawing
  return concatenateBy(drawing, ([head, ...tail], _channels, shape) => {
    const first = known(head)
    if (tail.length === 0) return draw(copy, { x: first }, shape, {})
    return tail.reduce<DeviceArray>((x, y, at) => {
      const width = channelsOf(x.shape)
      const joined = draw(sideBySide, { x, y }, withChannels(shape, width + channelsOf(y.shape)), { first: width })
      // the first is the caller's, the others were made here
      if (at > 0) release(x)
      return joined
    }, first)
  })
}

export const split = (drawing: Drawing): Backend['split'] =>
  splitBy(drawing, (x, channels, shapes) =>
    partsOf(channels).map(({ first }, at) =>
      drawing.draw(fromOffset, { x }, known(shapes[at]), { offset: first, channels: channelsOf(x.shape) }),
    ),
  )

export const padChannels = (drawing: Drawing): Operation<number, InputGradient> =>
  padChannelsBy(drawing, (x, channels) =>
    drawing.draw(fromOffset, { x }, withChannels(x.shape, channels), { offset: 0, channels: channelsOf(x.shape) }),
  )

export const selectChannels = (drawing: Drawing): Operation<DeviceArray, InputGradient> => {
  const { draw, release } = drawing
  return selectChannelsBy(drawing, {
    forward: (x, positions) =>
      draw(chosen, { x, positions }, withChannels(x.shape, channelsOf(positions.shape)), { channels: channelsOf(x.shape) }),
    backward: (dy, positions, shape) => {
      const chosenTo = draw(places, { positions }, [channelsOf(shape)], { count: channelsOf(positions.shape) })
      const gradient = draw(gradientOfChosen, { dy, places: chosenTo }, shape, {})
      release(chosenTo)
      return gradient
    },
  })
}

export const reshape = (drawing: Drawing): Operation<readonly number[], InputGradient> =>
  reshapeBy(drawing, (x, shape) =>
    lieAlike(x.shape, shape)
      ? drawing.view(x, shape)
      : drawing.draw(cutAnew, { x }, shape, {
          channels: channelsOf(x.shape),
          count: x.shape.reduce((product, size) => product * size, 1),
        }),
  )

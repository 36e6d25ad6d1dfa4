/** Selection of channels by our kernels; see `engine/selectChannels.ts` for what it means. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { rowsOf, withChannels } from '../../channelRows.js'
import { selectChannelsBy } from '../../selectChannels.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { patternBytes } from './patternBytes.js'

export const selectChannels = (kernels: InPlaceKernels): Backend['selectChannels'] =>
  selectChannelsBy(kernels, {
    forward: (input, positions) => {
      const count = channelsOf(positions.shape)
      const shape = withChannels(input.shape, count)
      const [output] = kernels.inPlace([input, positions], [shape], 2 * patternBytes(count), (simd, [x, chosen], [y], workspace) =>
        simd.gatherChannels(x, chosen, y, rowsOf(shape), channelsOf(input.shape), count, workspace),
      )
      return output
    },
    backward: (outputGradient, positions, shape) => {
      const channels = channelsOf(shape)
      const [gradient] = kernels.inPlace(
        [outputGradient, positions],
        [shape],
        2 * patternBytes(channels),
        (simd, [dy, chosen], [dx], workspace) =>
          simd.scatterChannels(dy, chosen, dx, rowsOf(shape), channels, channelsOf(positions.shape), workspace),
      )
      return gradient
    },
  })

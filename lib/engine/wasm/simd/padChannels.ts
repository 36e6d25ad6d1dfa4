/** Padding with channels of zeros by our kernels; see `engine/padChannels.ts` for what it means. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { rowsOf, withChannels } from '../../channelRows.js'
import { padChannelsBy } from '../../padChannels.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const padChannels = (kernels: InPlaceKernels): Backend['padChannels'] =>
  padChannelsBy(kernels, (array, channels) => {
    const [output] = kernels.inPlace([array], [withChannels(array.shape, channels)], 0, (simd, [x], [y]) =>
      simd.copyColumns(x, y, rowsOf(array.shape), channelsOf(array.shape), channels),
    )
    return output
  })

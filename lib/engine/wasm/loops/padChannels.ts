/** Padding with channels of zeros by a loop over the heap; see `engine/padChannels.ts`. */
import { channelsOf } from '../../../shape/shape.js'
import type { InputGradient, Operation } from '../../backend.js'
import { rowsOf, withChannels } from '../../channelRows.js'
import { padChannelsBy } from '../../padChannels.js'
import type { Kernels } from '../kernels.js'
import { copyChannels } from './copyChannels.js'

export const padChannels = (kernels: Kernels): Operation<number, InputGradient> =>
  padChannelsBy(kernels, (array, channels) => {
    const [output] = kernels.loop([array], [withChannels(array.shape, channels)], ([x], [y]) => {
      y.fill(0)
      copyChannels(x, y, rowsOf(array.shape), channelsOf(array.shape), channels)
    })
    return output
  })

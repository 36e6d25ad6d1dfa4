// SqueezeNets of no version that there is, of no classes, and with a cfg that is too wide.
import { squeezenet } from 'narrownet'

export const other = squeezenet({ classes: 10, version: '1.2' })
export const none = squeezenet({ classes: 0 })
export const wide = squeezenet({
  classes: 10,
  cfg: [64, 17, 64, 64, 16, 64, 64, 32, 128, 128, 32, 128, 128, 48, 192, 192, 48, 192, 192, 64, 256, 256, 64, 256, 256],
})
export const short = squeezenet({ classes: 10, cfg: [64, 16] })

// MobileNets of no width, with too many halvings, and with a cfg that is too wide or too short.
import { mobilenetV1, mobilenetV2 } from 'narrownet'

export const none = mobilenetV2({ classes: 10, width: 0 })
export const negative = mobilenetV1({ classes: 10, width: -0.5 })
export const halved = mobilenetV2({ classes: 10, halvings: 4 })
export const wide = mobilenetV1({ classes: 10, width: 0.25, cfg: [8, 16, 32, 33, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256] })
export const short = mobilenetV1({ classes: 10, cfg: [8, 16] })

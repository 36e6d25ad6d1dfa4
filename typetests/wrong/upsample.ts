// What cannot be made larger, and by what it cannot.
import { conv2d, flatten, input, sequential, upsample } from 'narrownet'

export const none = upsample(0)
export const half = upsample(1.5)
export const cubic = upsample(2, { interpolation: 'bicubic' })
sequential(input(8, 8, 3), flatten, upsample(2))
sequential(input(8, 8, 3), upsample(2), conv2d(4, 8))

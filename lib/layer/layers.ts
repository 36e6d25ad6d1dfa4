/**
 * The layers of the library, a line each: their public names, which are the tags of their descriptions as well. A new layer is its own file and
 * a line here.
 */
export { conv2d, type Conv2d } from './conv2d.js'
export { linear, type Linear } from './linear.js'
export { batchNorm, type BatchNorm } from './batchNorm.js'
export { relu, type Relu } from './relu.js'
export { identity, type Identity } from './identity.js'
export { dropout, type Dropout } from './dropout.js'
export { maxPool, type MaxPool } from './maxPool.js'
export { averagePool, type AveragePool } from './averagePool.js'
export { globalAveragePool, type GlobalAveragePool } from './globalAveragePool.js'
export { flatten, type Flatten } from './flatten.js'
export { channelSelection, type ChannelSelection } from './channelSelection.js'
export { padChannels, type PadChannels } from './padChannels.js'
export { detach, type Detach } from './detach.js'
export { maskedConv2d, type MaskedConv2d } from './maskedConv2d.js'
export { maskedLinear, type MaskedLinear } from './maskedLinear.js'

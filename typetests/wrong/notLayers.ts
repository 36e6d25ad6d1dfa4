// A list where layers are wanted one by one, layers where lists are wanted, and descriptions written down with fields that there are not.
import { batchNorm, concatenate, conv2d, input, key, linear, mlp, preResnet, relu, residual, resnet, resnet34, sequential, softmax, sum } from 'narrownet'

export const listed = residual([conv2d(3, 3)])
export const several = residual([conv2d(3, 3), conv2d(3, 3)])
sequential(input(8, 8, 3), residual([conv2d(3, 3)]))
export const amongLayers = residual(conv2d(3, 3), [relu])
sequential(input(8, 8, 3), residual([conv2d(3, 3), conv2d(3, 3)], relu), relu)
sequential(input(8, 8, 3), sum([residual([conv2d(3, 3)])], []))

export const layersAdded = sum(conv2d(3, 3), relu)
export const layerAdded = sum([conv2d(3, 3)], relu)
export const blockAdded = sum(residual(relu), [])
export const oneAdded = sum([conv2d(3, 3)])
export const layersBeside = concatenate(conv2d(3, 3), relu)
export const layerBeside = concatenate([], [conv2d(3, 3)], relu)
export const oneBeside = concatenate(relu)
sequential(input(8, 8, 3), sum(conv2d(3, 3), relu))
sequential(input(8, 8, 3), residual(concatenate(conv2d(3, 3), [relu])))
sequential(input(8, 8, 3), sum([concatenate(relu, relu)], []))
export const generic = <const C extends number>(channels: C) => sum(conv2d(channels, channels), relu)
export const genericBody = <const C extends number>(channels: C) => residual([conv2d(channels, channels)])

export const shortcut = resnet({ depth: 20, classes: 10, shortcut: 'pad' }, key(0))
export const unlike = resnet34({ classes: 10, shortcut: 'averagePool' })
export const none = preResnet({ depth: 20, classes: 10, shortcut: 'subsample' }, key(0))
export const detached = resnet({ depth: 20, classes: 10, detachedShortcut: 'yes' }, key(0))

sequential(input(8, 8, 3), { _tag: 'conv2d', inChannels: 3, outChannels: 4, kernelSize: 3, stride: 1, padding: 1, bias: false, dilated: 3 })
sequential(input(8, 8, 3), relu, residual({ _tag: 'relu', factor: 3 }))
sequential(input(8, 8, 3), { _tag: 'relu', factor: 3, negative: true })

sequential(input(8, 8, 3), [conv2d(3, 16), conv2d(16, 16)])
sequential(input(8, 8, 3), conv2d(3, 16), [relu])
sequential(input(8), linear)
sequential(input(8, 8, 3), conv2d(3, 16), batchNorm, relu)
sequential(input(4), linear(4, 2), softmax)

export const uncalled = residual(linear)
export const lastUncalled = residual(conv2d(3, 3), batchNorm)
export const uncalledInBranch = sum([], [batchNorm])
export const uncalledBranch = concatenate([conv2d(3, 3)], linear)
export const listInBranch = sum([conv2d(3, 3)], [[conv2d(3, 3)]])

sequential(input(8), { _tag: 'linear', inFeatures: '8', outFeatures: 2, bias: true })
sequential(input(8, 8, 3), relu, { _tag: 'conv2d', inChannels: 3 })
sequential(input(8), { _tag: 'mine/layer', channels: 8 })

sequential(input(4), linear(4, 8), undefined, linear(8, 2))
sequential(input(4), linear(4, 8), 'relu', linear(8, 2))
sequential(input(4), mlp({ input: [4], cfg: [3], classes: 2 }, key(0)), linear(2, 2))

// several lines: inside sequential the compiler also says of the residual that it is no layer
// A list where layers are wanted one by one, and descriptions written down with fields that there are not.
import { conv2d, input, relu, residual, sequential } from 'narrownet'

export const listed = residual([conv2d(3, 3)])
export const several = residual([conv2d(3, 3), conv2d(3, 3)])
sequential(input(8, 8, 3), residual([conv2d(3, 3)]))

sequential(input(8, 8, 3), { _tag: 'conv2d', inChannels: 3, outChannels: 4, kernelSize: 3, stride: 1, padding: 1, bias: false, groups: 3 })
sequential(input(8, 8, 3), relu, residual({ _tag: 'relu', slope: 3 }))
sequential(input(8, 8, 3), { _tag: 'relu', slope: 3, negative: true })

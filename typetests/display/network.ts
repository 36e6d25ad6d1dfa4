import { conv2d, flatten, input, key, l1Norm, linear, maxPool, narrowNetwork, relu, sequential } from 'narrownet'

export const wide = sequential(input(28, 28, 1), conv2d(1, 8), relu, maxPool(2), flatten, linear(1568, 10))(key(0))
export const slim = narrowNetwork(wide, l1Norm, [3])

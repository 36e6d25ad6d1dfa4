// A batch norm counts channels too, of maps and of features.
import { batchNorm, conv2d, globalAveragePool, input, linear, relu, sequential } from 'narrownet'

export const ofMaps = sequential(input(28, 28, 1), conv2d(1, 32), batchNorm(16), relu, globalAveragePool, linear(32, 10))
export const ofFeatures = sequential(input(784), linear(784, 200), batchNorm(100), relu, linear(200, 10))

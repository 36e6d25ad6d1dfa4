// Maps where features are wanted, and the other way round.
import { conv2d, globalAveragePool, input, linear, maxPool, sequential } from 'narrownet'

export const linearOnMap = sequential(input(28, 28, 1), conv2d(1, 8), linear(8, 10))
export const convolutionOnFeatures = sequential(input(784), conv2d(1, 8))
export const poolOnFeatures = sequential(input(784), linear(784, 8), maxPool(2))
export const meanOfFeatures = sequential(input(784), globalAveragePool)

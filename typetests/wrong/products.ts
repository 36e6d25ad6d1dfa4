// Factors that do not go together: each says which branch, and what stands before it.
import { globalAveragePool, input, linear, maxPool, multiply, relu, sequential, squeezeAndExcitation } from 'narrownet'

sequential(input(8, 8, 16), multiply([], [globalAveragePool, linear(16, 8)]))
sequential(input(8, 8, 16), multiply([], [maxPool(2)]))
sequential(input(8, 8, 16), multiply([globalAveragePool], [], [maxPool(2)]))
sequential(input(8, 8, 16), multiply([], [globalAveragePool, linear(8, 16)]))
sequential(input(8, 8, 16), multiply(relu, [globalAveragePool]))
squeezeAndExcitation(16, { squeezed: 0 })

/**
 * A layer is a plain description, a network is layers in a row, and the compiler follows the shape from one layer to the next.
 * A layer that does not fit is a compile error that reads as a sentence; the same sentence appears at run time for layers read from data.
 */
import { either as E, function as F } from 'fp-ts'
import { batchNorm, conv2d, describe, flatten, input, key, linear, maxPool, relu, sequential, sequentialFrom } from 'narrownet'

// A layer holds no weights and knows nothing of its neighbors: it is data.
console.log('a layer:', conv2d(1, 8))

// Layers in a row wait for a key: the first weights are drawn from it, and the same key gives the same weights everywhere.
const network = sequential(
  input(28, 28, 1), // one sample: height, width, channels
  conv2d(1, 8), // 3x3, stride 1, padded: [28, 28, 8]
  batchNorm(8),
  relu,
  maxPool(2), // [14, 14, 8]
  flatten, // [1568]
  linear(1568, 10),
)(key(0))

// The type, as an editor shows it: Network<[28, 28, 1], [10], [8], ['conv2d', 'batchNorm', 'relu', 'maxPool 2', 'flatten', 'linear']>
// In, Out, cfg (the widths that pruning may narrow), arch (the layers' names).
const cfg: [8] = network.cfg
console.log(`\nfrom [${network.input.join(', ')}] to [${network.output.join(', ')}], cfg [${cfg.join(', ')}]\n`)
console.log(describe(network))

// Without the pooling, flatten gives 28 * 28 * 8 = 6272 numbers. The compiler says of `linear(1568, 10)`:
// Argument of type 'Linear<1568, 10>' is not assignable to parameter of type '"layer 2 (linear) expects 1568 features but receives 6272"'.
// @ts-expect-error the sentence above
export const wrong = () => sequential(input(28, 28, 1), conv2d(1, 8), flatten, linear(1568, 10))

// Layers that only run time knows (from a file, say) go through `sequentialFrom`: the same check, the same sentence, as an Either.
F.pipe(
  sequentialFrom([28, 28, 1], [conv2d(1, 8), flatten, linear(1568, 10)]),
  E.match(
    (error) => console.log(`\nat run time: ${error.problem}`),
    () => console.log('it fits'),
  ),
)

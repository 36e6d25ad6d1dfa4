/**
 * So far a network was a row of layers; a residual connection puts a row inside a row, and the result is still one value with one type.
 * A started backend runs it: numbers with a shape go in, numbers with a shape come out, and there is nothing to dispose of.
 */
import {
  batchNorm,
  conv2d,
  describe,
  forward,
  globalAveragePool,
  input,
  key,
  linear,
  maxPool,
  orThrow,
  relu,
  residual,
  sequential,
  startWasm,
  tensor,
} from 'narrownet'

// x + body(x). The body must give back the shape it receives; its inner width is its own business. A block is a function of its widths,
// and the compiler follows them through it: `const` keeps 16 the number 16.
const block = <const Width extends number, const Inner extends number>(width: Width, inner: Inner) =>
  residual(conv2d(width, inner), batchNorm(inner), relu, conv2d(inner, width), batchNorm(width))

// A network waits for its key, so the same architecture can be drawn again: `initialize(key(1))` has other weights.
const initialize = sequential(
  input(28, 28, 1),
  conv2d(1, 16),
  maxPool(2),
  block(16, 8),
  block(16, 12),
  relu,
  globalAveragePool,
  linear(16, 10),
)
const network = initialize(key(0))

// Network<[28, 28, 1], [10], [8, 12], ...>: the sums tie the first convolution's 16 channels to the bodies' last 16, so none can be pruned
// alone and none is in the cfg. The compiler works that out by itself.
console.log(`cfg [${network.cfg.join(', ')}]\n`)
console.log(describe(network))

// A body that changes the shape cannot be added to its input. The compiler says:
// '"layer 0 (residual) maps [28,28,1] to [14,14,16] in its body, so it cannot be added to its input"'
// @ts-expect-error the sentence above
export const wrong = () => sequential(input(28, 28, 1), residual(conv2d(1, 16, { stride: 2 })))

// Effects come last: starting a backend and running a network are tasks that yield an Either.
const backend = orThrow(await startWasm()())

const batch = orThrow(tensor([2, 28, 28, 1], new Float32Array(2 * 28 * 28).fill(0.5)))

// A batch of another shape is a compile error too: "the network takes [batch,28,28,1] but receives [2,784]".
const { shape, values } = orThrow(await forward(backend, network, batch)()) // Tensor<[2, 10]>
console.log(`\nlogits of shape [${shape.join(', ')}]; those of the first sample:`)
console.log([...values.slice(0, 10)].map((value) => value.toFixed(3)).join('  '))

// The same key draws the same weights, so the same answer: on this machine, on another, in a page.
const again = orThrow(await forward(backend, initialize(key(0)), batch)())
console.log('the same key again:', again.values.every((value, at) => value === values[at]) ? 'equal' : 'different')
console.log('arrays left on the device:', backend.liveArrays().count)

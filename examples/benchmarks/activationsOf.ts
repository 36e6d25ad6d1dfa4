/** Activations, forward and back, against those of stock tfjs or what it makes them of. */
import type { Activation } from '../../lib/engine/activation.js'
import type { Operation } from './operation.js'
import type { Tensor, Tfjs } from './stockTfjs.js'
import { sizeOf } from './values.js'

interface Activated {
  readonly name: string
  readonly activation: Activation
  /** as tfjs-core has it */
  readonly stock: (tf: Tfjs, x: Tensor) => Tensor
}

const activationOf = (shape: readonly number[], { name, activation, stock }: Activated): Operation => ({
  name: `${name} [${shape.join()}] forward and back`,
  floats: 5 * sizeOf(shape),
  own: (backend, make) => {
    const [x, dy] = [make(shape, 1), make(shape, 2)]
    return () => {
      const [y, pullback] = backend.activation.differentiate(backend.share(x), activation)
      backend.release(y)
      backend.release(pullback(backend.share(dy)).input)
    }
  },
  stock: (tf, make) => {
    const [x, dy] = [make(shape, 1), make(shape, 2)]
    const back = tf.grads((input) => stock(tf, input as Tensor))
    return () =>
      tf.tidy(() => {
        back([x], dy)
      })
  },
})

const activations: readonly Activated[] = [
  { name: 'rectifier', activation: { _tag: 'relu' }, stock: (tf, x) => tf.relu(x) },
  { name: 'leaky rectifier', activation: { _tag: 'leakyRelu', slope: 0.01 }, stock: (tf, x) => tf.leakyRelu(x, 0.01) },
  { name: 'rectifier to 6', activation: { _tag: 'relu6' }, stock: (tf, x) => tf.relu6(x) },
  { name: 'sigmoid', activation: { _tag: 'sigmoid' }, stock: (tf, x) => tf.sigmoid(x) },
  { name: 'tanh', activation: { _tag: 'tanh' }, stock: (tf, x) => tf.tanh(x) },
  { name: 'SiLU', activation: { _tag: 'silu' }, stock: (tf, x) => tf.mul(x, tf.sigmoid(x)) },
  { name: 'GELU', activation: { _tag: 'gelu' }, stock: (tf, x) => tf.mul(x, tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5)) },
  { name: 'ELU', activation: { _tag: 'elu', alpha: 1 }, stock: (tf, x) => tf.elu(x) },
]

/** One of each kind that tfjs can make. */
export const activationsOf = (shape: readonly number[]): readonly Operation[] => activations.map((each) => activationOf(shape, each))

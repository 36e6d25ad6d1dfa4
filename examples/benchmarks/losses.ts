/** Softmax and losses with their gradients, of many classes and of maps. */
import type { Operation } from './operation.js'
import type { Tensor } from './stockTfjs.js'
import { sizeOf } from './values.js'

const softmaxOf = (shape: readonly number[]): Operation => ({
  name: `softmax [${shape.join()}] forward and back`,
  floats: 5 * sizeOf(shape),
  own: (backend, make) => {
    const [x, dy] = [make(shape, 1), make(shape, 2)]
    return () => {
      const [y, pullback] = backend.softmax.differentiate(backend.share(x), { logarithm: false })
      backend.release(y)
      backend.release(pullback(backend.share(dy)).input)
    }
  },
  stock: (tf, make) => {
    const [x, dy] = [make(shape, 1), make(shape, 2)]
    const back = tf.grads((input) => tf.softmax(input as Tensor))
    return () =>
      tf.tidy(() => {
        back([x], dy)
      })
  },
})

const softLabelsOf = (batch: number, classes: number): Operation => ({
  name: `cross-entropy with soft labels [${batch},${classes}]`,
  floats: 3 * batch * classes,
  own: (backend, make) => {
    const [logits, weights, labels] = [make([batch, classes], 1), make([batch, classes], 2), make([batch], 3)]
    return () => {
      const { outcome, gradient } = backend.softCrossEntropy(backend.share(logits), weights, labels)
      for (const array of [outcome, gradient]) backend.release(array)
    }
  },
  stock: (tf, make) => {
    const [logits, weights] = [make([batch, classes], 1), make([batch, classes], 2)]
    const back = tf.grads((given) => tf.losses.softmaxCrossEntropy(weights, given as Tensor))
    return () =>
      tf.tidy(() => {
        back([logits])
      })
  },
})

const binaryOf = (shape: readonly number[]): Operation => ({
  name: `binary cross-entropy [${shape.join()}]`,
  floats: 3 * sizeOf(shape),
  own: (backend, make) => {
    const [logits, targets] = [make(shape, 1), make(shape, 2)]
    return () => {
      const { outcome, gradient } = backend.elementwiseLoss(backend.share(logits), targets, { _tag: 'binaryCrossEntropy' })
      for (const array of [outcome, gradient]) backend.release(array)
    }
  },
  stock: (tf, make) => {
    const [logits, targets] = [make(shape, 1), make(shape, 2)]
    const back = tf.grads((given) => tf.losses.sigmoidCrossEntropy(targets, given as Tensor))
    return () =>
      tf.tidy(() => {
        back([logits])
      })
  },
})

/** One of each kind. */
export const losses: readonly Operation[] = [softmaxOf([64, 1000]), softLabelsOf(64, 1000), binaryOf([16, 64, 64, 1])]

/** What a fit may do to arrays beside its step: gradients clipped by their norm, and the average of its weights. */
import type { Operation } from './operation.js'
import { sizeOf } from './values.js'

const clippingOf = (shape: readonly number[]): Operation => ({
  name: `clipping by the norm [${shape.join()}]`,
  floats: 3 * sizeOf(shape),
  own: (backend, make) => {
    const gradient = make(shape, 1)
    return () => {
      const norm = backend.globalNorm([gradient])
      backend.release(backend.clipByNorm(backend.share(gradient), norm, 1))
      backend.release(norm)
    }
  },
  stock: (tf, make) => {
    const gradient = make(shape, 1)
    return () =>
      tf.tidy(() => {
        tf.mul(gradient, tf.minimum(tf.div(1, tf.sqrt(tf.sum(tf.square(gradient)))), 1))
      })
  },
})

const averageOf = (shape: readonly number[]): Operation => ({
  name: `average of weights [${shape.join()}]`,
  floats: 3 * sizeOf(shape),
  own: (backend, make) => {
    const [average, parameter] = [make(shape, 1), make(shape, 2)]
    return () => backend.release(backend.combine(0.999, average, 0.001, parameter))
  },
  stock: (tf, make) => {
    const [average, parameter] = [make(shape, 1), make(shape, 2)]
    return () =>
      tf.tidy(() => {
        tf.add(tf.mul(average, 0.999), tf.mul(parameter, 0.001))
      })
  },
})

/** Each over arrays of that shape. */
export const arrayUpdates = (shape: readonly number[]): readonly Operation[] => [clippingOf(shape), averageOf(shape)]

/** Operations other than convolutions: what memory bounds, mostly. `bytes` counts every pass over a map that the operation cannot do without. */
import type { DeviceArray } from '../../lib/engine/backend.js'
import { activationsOf } from './activationsOf.js'
import { arrayUpdates } from './arrayUpdates.js'
import { depthwiseConvolutions } from './depthwise.js'
import { enlargements } from './enlargements.js'
import { groupedConvolutions } from './grouped.js'
import { losses } from './losses.js'
import { type Benchmark, type Engines, patienceOf } from './benchmark.js'
import { timed } from './interleaved.js'
import type { Operation } from './operation.js'
import { measuredRow, type Row } from './row.js'
import type { Tensor, Tfjs } from './stockTfjs.js'
import { sizeOf, values } from './values.js'

const batchNormOf = (shape: readonly number[]): Operation => ({
  name: `batch norm [${shape.join()}] forward and back`,
  // statistics, output; sums of gradients, gradient
  floats: 8 * sizeOf(shape),
  own: (backend, make) => {
    const channels = shape.slice(-1)
    const [x, dy, scale, shift] = [make(shape, 1), make(shape, 2), make(channels, 3), make(channels, 4)]
    return () => {
      const [y, { mean, variance }, pullback] = backend.batchNormTraining(backend.share(x), { scale, shift, epsilon: 1e-5 })
      const gradients = pullback(backend.share(dy))
      for (const array of [y, mean, variance, gradients.input, gradients.scale, gradients.shift]) backend.release(array)
    }
  },
  stock: (tf, make) => {
    const channels = shape.slice(-1)
    const [x, dy, scale, shift] = [make(shape, 1), make(shape, 2), make(channels, 3), make(channels, 4)]
    const back = tf.grads((input, gamma, beta) => {
      const { mean, variance } = tf.moments(input as Tensor, [0, 1, 2])
      return tf.batchNorm(input as Tensor, mean, variance, beta as Tensor, gamma as Tensor, 1e-5)
    })
    return () =>
      tf.tidy(() => {
        back([x, scale, shift], dy)
      })
  },
})

const maxPoolGradientOf = (shape: readonly [number, number, number, number]): Operation => {
  const pooled = [shape[0], shape[1] / 2, shape[2] / 2, shape[3]]
  return {
    name: `max-pool 2x2 [${shape.join()}] gradient`,
    // tfjs's own is wrong where a window holds no positive value; it is timed as it is
    floats: sizeOf(shape) + sizeOf(pooled),
    own: (backend, make) => {
      const [x, dy] = [make(shape, 1), make(pooled, 2)]
      return () => {
        const [y, pullback] = backend.maxPool.differentiate(backend.share(x), { size: 2, stride: 2, padding: 0 })
        backend.release(y)
        const taken = backend.share(dy)
        return timed(() => backend.release(pullback(taken).input))
      }
    },
    stock: (tf, make) => {
      const [input, dy, output] = [make(shape, 1), make(pooled, 2), make(pooled, 3)]
      return () =>
        tf.tidy(() => {
          tf.engine().runKernel('MaxPoolGrad', { dy, input, output }, { filterSize: 2, strides: 2, pad: 0 })
        })
    },
  }
}

const sumOf = (shape: readonly number[]): Operation => ({
  name: `sum of two maps [${shape.join()}]`,
  floats: 3 * sizeOf(shape),
  own: (backend, make) => {
    const [left, right] = [make(shape, 1), make(shape, 2)]
    return () => backend.release(backend.add(backend.share(left), backend.share(right)))
  },
  stock: (tf, make) => {
    const [left, right] = [make(shape, 1), make(shape, 2)]
    return () => tf.dispose([tf.add(left, right)])
  },
})

/** Maps times a factor for each channel of a sample, as squeeze-and-excitation has it. */
const gateOf = (shape: readonly [number, number, number, number]): Operation => {
  const gates = [shape[0], 1, 1, shape[3]]
  return {
    name: `maps times their channels' factors [${shape.join()}] forward and back`,
    floats: 5 * sizeOf(shape),
    own: (backend, make) => {
      const [x, gate, dy] = [make(shape, 1), make(gates, 2), make(shape, 3)]
      return () => {
        const [y, pullback] = backend.product.differentiate(backend.share(x), backend.share(gate))
        backend.release(y)
        const { left, right } = pullback(backend.share(dy))
        for (const array of [left, right]) backend.release(array)
      }
    },
    stock: (tf, make) => {
      const [x, gate, dy] = [make(shape, 1), make(gates, 2), make(shape, 3)]
      const back = tf.grads((maps, factors) => tf.mul(maps as Tensor, factors as Tensor))
      return () =>
        tf.tidy(() => {
          back([x, gate], dy)
        })
    },
  }
}

/** Every second channel: no cache line of the map can be left out. */
const selectionOf = (shape: readonly number[]): Operation => {
  const [channels = 0] = shape.slice(-1)
  const positions = Float32Array.from({ length: channels / 2 }, (_, place) => 2 * place)
  return {
    name: `every second channel of [${shape.join()}]`,
    floats: 1.5 * sizeOf(shape),
    own: (backend, make) => {
      const x = make(shape, 1)
      return () => backend.release(backend.selectChannels.apply(backend.share(x), backend.constant(positions, [positions.length])))
    },
    stock: (tf, make) => {
      const x = make(shape, 1)
      return () =>
        tf.tidy(() => {
          const indices = tf.engine().runKernel('Cast', { x: tf.tensor(positions, [positions.length]) }, { dtype: 'int32' })
          tf.engine().runKernel('GatherV2', { x, indices }, { axis: shape.length - 1, batchDims: 0 })
        })
    },
  }
}

const concatenationOf = (cells: readonly number[], left: number, right: number): Operation => {
  const shapes = [left, right, left + right].map((channels) => [...cells, channels]) as readonly (readonly number[])[]
  const [first = [], second = [], whole = []] = shapes
  return {
    name: `concatenation [${cells.join()}] of ${left} and ${right} channels forward and back`,
    floats: 4 * sizeOf(whole),
    own: (backend, make) => {
      const [a, b, dy] = [make(first, 1), make(second, 2), make(whole, 3)]
      return () => {
        backend.release(backend.concatenate([backend.share(a), backend.share(b)]))
        backend.split(backend.share(dy), [left, right]).forEach(backend.release)
      }
    },
    stock: (tf, make) => {
      const [a, b, dy] = [make(first, 1), make(second, 2), make(whole, 3)]
      const back = tf.grads((...inputs) => tf.engine().runKernel('Concat', inputs, { axis: cells.length }))
      return () =>
        tf.tidy(() => {
          back([a, b], dy)
        })
    },
  }
}

const descentOf = (shape: readonly number[]): Operation => ({
  name: `SGD, momentum and decay [${shape.join()}]`,
  floats: 5 * sizeOf(shape),
  own: (backend, make) => {
    const [parameter, gradient, velocity] = [make(shape, 1), make(shape, 2), make(shape, 3)]
    const options = { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 }
    return () => {
      const moved = backend.sgd(parameter, gradient, velocity, options)
      backend.release(moved.parameter)
      if (moved.velocity !== undefined) backend.release(moved.velocity)
    }
  },
  stock: (tf, make) => {
    const [parameter, gradient, velocity] = [make(shape, 1), make(shape, 2), make(shape, 3)]
    return () =>
      tf.tidy(() => {
        const next = tf.add(tf.mul(velocity, 0.9), tf.add(gradient, tf.mul(parameter, 1e-4)))
        tf.sub(parameter, tf.mul(next, 0.1))
      })
  },
})

const linearOf = (batch: number, from: number, to: number): Operation => ({
  name: `linear [${batch},${from}] to ${to} forward and back`,
  flops: 6 * batch * from * to,
  floats: 3 * (batch * (from + to) + from * to),
  own: (backend, make) => {
    const [x, weight, bias, dy] = [make([batch, from], 1), make([from, to], 2), make([to], 3), make([batch, to], 4)]
    return () => {
      const [y, pullback] = backend.linear.differentiate(backend.share(x), { weight, bias, needsInputGradient: true })
      backend.release(y)
      const gradients = pullback(backend.share(dy))
      for (const array of [gradients.input, gradients.weight, gradients.bias]) if (array !== undefined) backend.release(array)
    }
  },
  stock: (tf, make) => {
    const [x, weight, bias, dy] = [make([batch, from], 1), make([from, to], 2), make([to], 3), make([batch, to], 4)]
    const back = tf.grads((a, b, c) => tf.add(tf.matMul(a as Tensor, b as Tensor), c as Tensor))
    return () =>
      tf.tidy(() => {
        back([x, weight, bias], dy)
      })
  },
})

const measure =
  ({ name, floats, flops = 0, own, stock, onnx }: Operation) =>
  async (engines: Engines): Promise<Row> => {
    const { narrownet, tf } = engines
    const arrays: DeviceArray[] = []
    const tensors: Tensor[] = []
    const array = (shape: readonly number[], seed: number): DeviceArray => {
      const made = narrownet.upload(values(sizeOf(shape), seed), shape)
      arrays.push(made)
      return made
    }
    const tensor = (shape: readonly number[], seed: number): Tensor => {
      const made = (tf as Tfjs).tensor(values(sizeOf(shape), seed), shape)
      tensors.push(made)
      return made
    }
    const asked = engines.onnx && onnx?.()
    const session = asked && (await engines.onnx?.one.open(asked.model, asked.input))
    return measuredRow({
      group: 'operation',
      name,
      work: { flops, bytes: 4 * floats, order: 'together' },
      own: { run: own(narrownet, array), end: () => arrays.forEach(narrownet.release) },
      others: {
        ...(tf && { 'stock tfjs': { run: stock(tf, tensor), end: () => tf.dispose(tensors) } }),
        ...(session && { 'onnxruntime, 1 thread': { run: session.run } }),
      },
      patience: patienceOf(engines, 250),
    })
  }

const all: readonly Operation[] = [
  batchNormOf([64, 32, 32, 16]),
  batchNormOf([64, 16, 16, 22]),
  batchNormOf([64, 8, 8, 64]),
  ...activationsOf([64, 32, 32, 16]),
  ...depthwiseConvolutions,
  ...groupedConvolutions,
  ...enlargements,
  ...losses,
  sumOf([64, 32, 32, 16]),
  gateOf([64, 16, 16, 64]),
  selectionOf([64, 16, 16, 64]),
  concatenationOf([64, 32, 32], 48, 12),
  maxPoolGradientOf([64, 32, 32, 16]),
  descentOf([3, 3, 512, 512]),
  ...arrayUpdates([3, 3, 512, 512]),
  linearOf(64, 784, 200),
  linearOf(64, 3136, 10),
]

/** Every operation. */
export const operations: readonly Benchmark[] = all.map((each) => ({ group: 'operation', name: each.name, measure: measure(each) }))

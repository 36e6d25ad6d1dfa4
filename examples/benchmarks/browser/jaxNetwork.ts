/**
 * jax-js' networks: the same layers as ours (networks.ts), channels first as it has them, trained by its `valueAndGrad` under its `jit`. Without running
 * statistics, which training does not read: a little less work than ours.
 */
import type { Jax, JaxArray, JaxLoss } from '../jax.js'
import { sizeOf, values } from '../values.js'
import type { Repeatable } from './works.js'

/** Layers whose parameters are what `next` gives for their shapes, in the order in which they ask. */
const layersOf = ({ lax, numpy, nn }: Jax, next: (shape: readonly number[]) => JaxArray) => {
  const size = (x: JaxArray, axis: number): number => x.shape[axis] ?? 1
  const normalized = (x: JaxArray): JaxArray => {
    const channels = [1, size(x, 1), 1, 1]
    const centered = x.ref.sub(numpy.mean(x, [0, 2, 3], { keepdims: true }))
    const variance = numpy.mean(numpy.square(centered.ref), [0, 2, 3], { keepdims: true })
    return centered
      .div(numpy.sqrt(variance.add(1e-5)))
      .mul(next(channels))
      .add(next(channels))
  }
  return {
    rectified: nn.relu,
    convolved: (x: JaxArray, to: number, stride = 1): JaxArray =>
      normalized(
        lax.convGeneralDilated(
          x,
          next([to, size(x, 1), 3, 3]),
          [stride, stride],
          [
            [1, 1],
            [1, 1],
          ],
        ),
      ),
    pooled: (x: JaxArray): JaxArray => {
      const [batch, channels, height, width] = [0, 1, 2, 3].map((axis) => size(x, axis)) as [number, number, number, number]
      return numpy.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5])
    },
    averaged: (x: JaxArray): JaxArray => numpy.mean(x, [2, 3]),
    flattened: (x: JaxArray): JaxArray => x.reshape([size(x, 0), size(x, 1) * size(x, 2) * size(x, 3)]),
    classified: (x: JaxArray): JaxArray => numpy.dot(x, next([size(x, 1), 10])).add(next([1, 10])),
  }
}

type Layers = ReturnType<typeof layersOf>
type Body = (layers: Layers, x: JaxArray) => JaxArray

/** The ConvNet of `npm start`. */
export const jaxConvnet: Body = ({ convolved, rectified, pooled, flattened, classified }, x) =>
  classified(flattened(rectified(convolved(pooled(rectified(convolved(pooled(rectified(convolved(x, 32))), 64))), 64))))

/** A ResNet of 6 n + 2 layers, its halving blocks without a shortcut. */
export const jaxResNet =
  (blocks: number): Body =>
  ({ convolved, rectified, averaged, classified }, image) => {
    let x = rectified(convolved(image, 16))
    for (const width of [16, 32, 64]) {
      if (width > 16) x = rectified(convolved(rectified(convolved(x, width, 2)), width))
      for (let block = width > 16 ? 1 : 0; block < blocks; block += 1)
        x = rectified(x.ref.add(convolved(rectified(convolved(x, width)), width)))
    }
    return classified(averaged(x))
  }

/** Steps of that network by SGD of momentum 0.9, the loss of each read. */
export const jaxTraining = (jax: Jax, body: Body, [height, width, channels]: readonly number[], batch: number): Repeatable => {
  const { numpy, nn, jit, valueAndGrad } = jax
  const array = (shape: readonly number[], from: Float32Array): JaxArray => numpy.array(from).reshape(shape)
  const shape = [batch, channels ?? 1, height ?? 1, width ?? 1]
  const x = array(shape, values(sizeOf(shape)))
  const wanted = array(
    [batch, 10],
    Float32Array.from({ length: batch * 10 }, (_, at) => (at % 10 === Math.floor(at / 10) % 10 ? 1 : 0)),
  )
  // asked once for its parameters' shapes
  let parameters: JaxArray[] = []
  const asked = (of: readonly number[]): JaxArray => {
    const inputs = sizeOf(of.slice(1))
    const made = array(
      of,
      of[0] === 1
        ? new Float32Array(sizeOf(of)).fill(of.length === 4 ? 1 : 0)
        : values(sizeOf(of), parameters.length).map((value) => value / Math.sqrt(inputs)),
    )
    parameters.push(made)
    return made.ref
  }
  body(layersOf(jax, asked), x.ref).dispose()
  let velocities = parameters.map(({ shape: of }) => array(of, new Float32Array(sizeOf(of))))

  const loss: JaxLoss = (given, samples, labels) => {
    const left = [...given]
    const logits = body(
      layersOf(jax, () => left.shift() as JaxArray),
      samples,
    )
    return numpy.sum(nn.logSoftmax(logits, -1).mul(labels)).mul(-1 / batch)
  }
  const step = jit((given, moving, samples, labels) => {
    const [value, gradients] = valueAndGrad(loss)(
      given.map((each) => each.ref),
      samples,
      labels,
    )
    const next = gradients.map((gradient, at) => (moving[at] as JaxArray).mul(0.9).add(gradient))
    return [value, given.map((each, at) => each.sub((next[at] as JaxArray).ref.mul(1e-4))), next]
  })
  return {
    run: async (count) => {
      const start = performance.now()
      for (let at = 0; at < count; at += 1) {
        const [value, ...moved] = step(parameters, velocities, x.ref, wanted.ref)
        ;[parameters, velocities] = moved.map((each) => [...each]) as [JaxArray[], JaxArray[]]
        const [found = Number.NaN] = await value.data()
        if (!Number.isFinite(found)) throw new Error(`jax-js lost its loss: ${found}`)
      }
      return (performance.now() - start) / count
    },
    end: () => {
      for (const each of [x, wanted, ...parameters, ...velocities]) each.dispose()
      step.dispose()
    },
  }
}

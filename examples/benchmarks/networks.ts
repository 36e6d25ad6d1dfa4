/**
 * The networks that are measured, with random weights and running statistics: what they answer is compared with the peers' answers, so
 * nothing in them may be 0 or 1. Models by name come in a later part of the library; these have the same layers and costs.
 */
import { either as E } from 'fp-ts'
import {
  type AnyNetwork,
  arraysOf,
  batchNorm,
  conv2d,
  convnet,
  flatten,
  globalAveragePool,
  key,
  linear,
  maxPool,
  relu,
  residual,
  sequentialFrom,
  type Spec,
  withArrays,
} from 'narrownet'
import { values } from './values.js'

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** As after some training: statistics and scales that are neither 0 nor 1. */
const settled = (network: AnyNetwork): AnyNetwork => {
  const moved = arraysOf(network).map(({ path, values: old }, seed) => {
    const noise = (center: number): Float32Array => values(old.length, seed + 1).map((value) => center + 0.2 * value)
    if (/(runningVariance|scale)$/.test(path)) return [path, noise(1)] as const
    return [path, /(runningMean|shift)$/.test(path) ? noise(0) : old] as const
  })
  return right(withArrays(Object.fromEntries(moved))(network))
}

const composed = (input: readonly [number, number, number], specs: readonly Spec[]): AnyNetwork =>
  settled(right(sequentialFrom(input, specs))(key(0)))

const convolved = (from: number, to: number, stride: 1 | 2 = 1): readonly Spec[] => [conv2d(from, to, { stride }), batchNorm(to)]

/**
 * A ResNet for CIFAR (He et al. 2016, section 4.2) of 6 n + 2 layers; `inner` are the widths inside its blocks. The two blocks that halve the
 * map are plain pairs, without a shortcut: the same multiply-accumulates.
 */
export const resNet = (blocks: number, inner: readonly [number, number, number] = [16, 32, 64]): AnyNetwork => {
  const block = (width: number, within: number): readonly Spec[] => [
    residual(...convolved(width, within), relu, ...convolved(within, width)),
    relu,
  ]
  const stage = (width: number, within: number, first: readonly Spec[]): readonly Spec[] => [
    ...first,
    ...Array.from({ length: first.length === 0 ? blocks : blocks - 1 }, () => block(width, within)).flat(),
  ]
  const halving = (width: number, within: number): readonly Spec[] => [
    ...convolved(width / 2, within, 2),
    relu,
    ...convolved(within, width),
    relu,
  ]
  return composed(
    [32, 32, 3],
    [
      ...convolved(3, 16),
      relu,
      ...stage(16, inner[0], []),
      ...stage(32, inner[1], halving(32, inner[1])),
      ...stage(64, inner[2], halving(64, inner[2])),
      globalAveragePool,
      linear(64, 10),
    ],
  )
}

/** VGG-16 for CIFAR, full width, as the pruning papers have it: thirteen convolutions with batch norms, one linear layer. */
export const vgg16 = (): AnyNetwork => {
  const widths = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512] as const
  let from = 3
  const specs = widths.flatMap((width): readonly Spec[] => {
    if (width === 'M') return [maxPool(2)]
    const layers = [...convolved(from, width), relu]
    from = width
    return layers
  })
  return composed([32, 32, 3], [...specs, maxPool(2), flatten, linear(512, 10)])
}

/** The ConvNet of `npm start`. */
export const startConvnet = (): AnyNetwork => settled(convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0)))

/** Random small networks: every layer, residual bodies and nested ones, with arrays that hide nothing (negative and zero scales, masks, own statistics). */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { upsample } from '../../lib/layer/upsample.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import type { Network } from '../../lib/network/network.js'
import { concatenate, residual, type Spec, sum } from '../../lib/network/branching.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { horizontal, type PerAxis, vertical } from '../../lib/shape/perAxis.js'
import { eachAxis } from '../../lib/shape/perAxis.js'
import { elementCount, type Shape } from '../../lib/shape/shape.js'
import { arbitraryActivation } from '../engine/activations.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { carrier, depthwise, type Growth, last, perAxis } from './carriers.js'
import { gate } from './gates.js'
import { grouped } from './groupedConvolutions.js'
import { grown, outputOf } from './grown.js'

export type AnyShaped = Network<Shape, Shape, readonly number[], readonly string[]>

const width = fc.integer({ min: 1, max: 5 })

const side = fc.constantFrom(1, 2, 3, 4, 5)

const convolution: fc.Arbitrary<Growth> = fc
  .record({
    out: width,
    kernelSize: fc.oneof({ weight: 3, arbitrary: side }, fc.tuple(side, side)),
    stride: perAxis,
    padding: fc.nat({ max: 4 }),
    dilation: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, perAxis),
    same: fc.boolean(),
    bias: fc.boolean(),
    mask: fc.boolean(),
    norm: fc.boolean(),
  })
  .map(({ out, kernelSize, stride, padding, dilation, same, bias, mask, norm }) => (shape) => {
    const cells = same || typeof kernelSize !== 'number' ? 'same' : padding % kernelSize
    const spec = conv2d(last(shape), out, { kernelSize, stride, dilation, bias, padding: cells })
    return [mask ? maskedConv2d(spec) : spec, ...(norm ? [batchNorm(out)] : [])]
  })

/** Some of the channels, often behind a batch norm; or zeros more. */
const rearrangement: fc.Arbitrary<Growth> = fc
  .record({ share: fc.double({ min: 0, max: 1, noNaN: true }), norm: fc.boolean(), pad: fc.integer({ min: 0, max: 3 }) })
  .map(({ share, norm, pad }) => (shape) => {
    if (pad > 0) return [padChannels(pad)]
    const channels = last(shape)
    const selection = channelSelection(channels, Math.max(1, Math.round(share * channels)))
    return norm ? [batchNorm(channels), selection] : [selection]
  })

const spreading: fc.Arbitrary<Growth> = fc
  .record({
    out: width,
    kernelSize: perAxis,
    stride: perAxis,
    dilation: perAxis,
    padding: fc.nat(),
    added: fc.nat(),
    bias: fc.boolean(),
    norm: fc.boolean(),
  })
  .map(({ out, kernelSize, stride, dilation, padding, added, bias, norm }) => (shape) => {
    const least = (given: PerAxis): number => Math.min(vertical(given), horizontal(given))
    const options = {
      kernelSize,
      stride,
      dilation,
      bias,
      padding: padding % least(kernelSize),
      outputPadding: added % Math.max(least(stride), least(dilation)),
    }
    return [convTranspose2d(last(shape), out, options), ...(norm ? [batchNorm(out)] : [])]
  })

const enlargement: fc.Arbitrary<Growth> = fc
  .record({ factor: fc.integer({ min: 1, max: 2 }), interpolation: fc.constantFrom('nearest' as const, 'bilinear' as const) })
  .map(({ factor, interpolation }) => () => [upsample(factor, { interpolation })])

const pool: fc.Arbitrary<Growth> = fc
  .record({
    size: perAxis,
    stride: perAxis,
    padded: fc.boolean(),
    largest: fc.boolean(),
    ceilMode: fc.boolean(),
  })
  .map(({ size, stride, padded, largest, ceilMode }) => () => [
    largest
      ? maxPool(size, { stride, padding: padded ? eachAxis(size, (cells) => Math.floor(cells / 2)) : 0, ceilMode })
      : averagePool(size, { stride, ceilMode }),
  ])

/** x + a stack that keeps the map's size, brought back to x's channels by a last convolution. */
const block = (deeper: fc.Arbitrary<Growth>): fc.Arbitrary<Growth> =>
  fc
    .record({
      inner: fc.array(fc.oneof({ weight: 3, arbitrary: sameSize }, { weight: 2, arbitrary: carrier }, { weight: 1, arbitrary: deeper }), {
        maxLength: 3,
      }),
      kernelSize: fc.constantFrom(1, 3),
      norm: fc.boolean(),
    })
    .map(({ inner, kernelSize, norm }) => (shape) => {
      const body = grown(shape, inner)
      const end = conv2d(last(outputOf(shape, body)), last(shape), { kernelSize })
      return [residual(...body, end, ...(norm ? [batchNorm(last(shape))] : []))]
    })

/** Two branches added up, a projection or a longer way each; or any two set side by side, one of them often empty. */
const fork = (deeper: fc.Arbitrary<Growth>): fc.Arbitrary<Growth> => {
  const branch = fc.array(fc.oneof({ weight: 3, arbitrary: sameSize }, { weight: 2, arbitrary: carrier }, rearrangement, deeper), {
    maxLength: 2,
  })
  return fc
    .record({ left: branch, right: branch, out: width, added: fc.boolean(), stride: fc.constantFrom(1 as const, 2 as const) })
    .map(({ left, right, out, added, stride }) => (shape) => {
      const specs = [grown(shape, left), grown(shape, right)] as const
      if (!added) return [concatenate(...specs)]
      const [one, other] = specs.map((branchSpecs) => [...branchSpecs, conv2d(last(outputOf(shape, branchSpecs)), out, { stride })])
      return [sum(one ?? [], other ?? [])]
    })
}

/** None, half of the time; else the rectifier or any other. */
const activation: fc.Arbitrary<readonly Spec[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.constant([relu]) },
  { weight: 2, arbitrary: arbitraryActivation.map((one) => [one]) },
)

const sameSize: fc.Arbitrary<Growth> = fc
  .record({ out: width, kernelSize: fc.constantFrom(1, 3), norm: fc.boolean(), end: activation })
  .map(({ out, kernelSize, norm, end }) => (shape) => [conv2d(last(shape), out, { kernelSize }), ...(norm ? [batchNorm(out)] : []), ...end])

const hidden: fc.Arbitrary<Growth> = fc
  .record({ out: width, bias: fc.boolean(), mask: fc.boolean(), norm: fc.boolean(), end: activation })
  .map(({ out, bias, mask, norm, end }) => (shape) => {
    const spec = linear(last(shape), out, { bias })
    return [mask ? maskedLinear(spec) : spec, ...(norm ? [batchNorm(out)] : []), ...end]
  })

/** Arrays drawn anew: signed scales with some zeros, shifts, statistics off their start, masks of zeros and ones, selections moved on. */
export const unsettled = (network: AnyShaped, seed: number): AnyShaped => {
  const rooms = new Map(
    layerNodes(network.nodes).flatMap(([path, { layer }]) =>
      layer._tag === 'channelSelection'
        ? [[`${path}.positions`, layer.inChannels - layer.outChannels + 1] as readonly [string, number]]
        : [],
    ),
  )
  const found = new Map(
    arraysOf(network).map((array, at) => [array.path, { ...array, at, shift: Math.abs(seed) % (rooms.get(array.path) ?? 1) }]),
  )
  return mapArrays(network, (values, path) => {
    const array = found.get(path)
    const drawn = Float32Array.from(arrayFrom(seed + (array?.at ?? 0), [values.length]).values) // -2 to 2
    if (path.endsWith('.runningVariance')) return drawn.map((value) => 1 + value * 0.4)
    if (array?.role === 'positions') return values.map((position) => array.shift + position)
    if (array?.role === 'membership') return values
    if (array?.role === 'mask') return drawn.map((value) => (value < -0.5 ? 0 : 1))
    if (array?.role === 'scale') return drawn.map((value) => (Math.abs(value) < 0.2 ? 0 : value))
    return array?.role === 'weight' ? values : drawn.map((value) => value * 0.5)
  })
}

const made = (from: Shape, specs: readonly Spec[], seed: number): AnyShaped => {
  const initialize = sequentialFrom(from, specs)
  if (E.isLeft(initialize)) throw new Error(initialize.left.problem)
  return unsettled(initialize.right(key(seed)), seed)
}

const classifier = (from: Shape, growths: readonly Growth[], classes: number): readonly Spec[] => {
  const body = grown(from, growths)
  return [...body, linear(last(outputOf(from, body)), classes)]
}

const { nested } = fc.letrec<{ nested: Growth }>((tie) => ({
  nested: fc.oneof({ maxDepth: 2, depthSize: 'small' }, sameSize, block(tie('nested')), fork(tie('nested')), gate(tie('nested'))),
}))

/** Convolutions, pools, residuals; then a head of linear layers. */
export const arbitraryConvolutional: fc.Arbitrary<AnyShaped> = fc
  .record({
    from: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 3 })),
    body: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: convolution },
        { weight: 3, arbitrary: carrier },
        { weight: 2, arbitrary: depthwise },
        { weight: 2, arbitrary: grouped },
        { weight: 1, arbitrary: pool },
        { weight: 1, arbitrary: enlargement },
        { weight: 1, arbitrary: spreading },
        { weight: 1, arbitrary: rearrangement },
        { weight: 2, arbitrary: block(nested) },
        { weight: 2, arbitrary: fork(nested) },
        { weight: 2, arbitrary: gate(nested) },
      ),
      { minLength: 1, maxLength: 6 },
    ),
    head: fc.constantFrom<Growth>(
      () => [flatten],
      () => [globalAveragePool],
      (shape) => [flatten, batchNorm(elementCount(shape))],
    ),
    hidden: fc.array(hidden, { maxLength: 2 }),
    classes: fc.integer({ min: 1, max: 4 }),
    seed: arbitrarySeed,
  })
  .map(({ from, body, head, hidden: more, classes, seed }) => made(from, classifier(from, [...body, head, ...more], classes), seed))

/** Linear layers alone. */
export const arbitraryPerceptron: fc.Arbitrary<AnyShaped> = fc
  .record({
    from: fc.tuple(fc.integer({ min: 1, max: 6 })),
    body: fc.array(fc.oneof({ weight: 3, arbitrary: hidden }, { weight: 1, arbitrary: carrier }), { maxLength: 5 }),
    classes: fc.integer({ min: 1, max: 4 }),
    seed: arbitrarySeed,
  })
  .map(({ from, body, classes, seed }) => made(from, classifier(from, body, classes), seed))

export const arbitraryNetwork: fc.Arbitrary<AnyShaped> = fc.oneof(
  { weight: 4, arbitrary: arbitraryConvolutional },
  { weight: 1, arbitrary: arbitraryPerceptron },
)

/** Whether there are convolutions in groups, which ask of a plan to be even. */
export const isInGroups = ({ nodes }: AnyShaped): boolean =>
  layerNodes(nodes).some(([, { layer }]) => layer._tag === 'groupedConv2d' && layer.groups > 1)

/** Networks of which any channel may go alone. */
export const arbitraryUngrouped: fc.Arbitrary<AnyShaped> = arbitraryNetwork.filter((network) => !isInGroups(network))

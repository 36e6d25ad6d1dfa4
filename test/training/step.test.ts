import { expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { isTrained } from '../../lib/layer/definition.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { Clip } from '../../lib/training/clip.js'
import { fit } from '../../lib/training/fit.js'
import type { FitOptions, Sparsity } from '../../lib/training/options.js'
import type { Settled } from '../../lib/shape/optional.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { type Arrays, run } from '../reference/network.js'
import { clipped } from '../reference/clipped.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([2, 2, 2], 3, 6)
const drawn = sequential(
  input(2, 2, 2),
  conv2d(2, 3, { kernelSize: 1 }),
  batchNorm(3),
  relu,
  globalAveragePool,
  linear(3, 3),
  batchNorm(3),
  relu,
  linear(3, 3),
)(key(2))
/** Scales of both signs, one of them exactly 0; shifts, or a rectifier would stand on its kink there. */
const start = mapArrays(drawn, (values, path) =>
  path.endsWith('.scale') ? Float32Array.of(0.7, 0, -0.9) : path.endsWith('.shift') ? Float32Array.of(0.1, 0.3, -0.2) : values,
)

type Rules = Settled<Pick<FitOptions, 'momentum' | 'nesterov'>> & {
  readonly weightDecay: number
  readonly sparsity: Settled<Sparsity>
  readonly clip?: Clip
}

/** Ten steps over the whole data set in float64: gradients by central differences, PyTorch's SGD, the subgradient before weight decay, clipped between the two. */
const reference = (rates: readonly number[], { momentum, nesterov, weightDecay, sparsity, clip }: Rules) => {
  const specs = arraysOf(start)
  const trained = specs.filter(({ role }) => isTrained(role)).map(({ path }) => path)
  const images = { shape: [6, 2, 2, 2], values: Float64Array.from(samples.values) }
  const lossOf = (arrays: Arrays): number => softmaxCrossEntropy(run(start.nodes, arrays, images, key(0)).output, samples.labels)
  const sparse = sparsity.over === 'maps' ? ['1.scale'] : ['1.scale', '5.scale']
  const losses: number[] = []
  let arrays: Arrays = Object.fromEntries(specs.map(({ path, values }) => [path, Float64Array.from(values)]))
  let velocity: Arrays | undefined
  for (const rate of rates) {
    const now = arrays
    losses.push(lossOf(now))
    const h = 1e-6
    const gradients = trained.map((path) => {
      const values = now[path]!
      const slope = (at: number): number =>
        (lossOf({ ...now, [path]: values.with(at, values[at]! + h) }) - lossOf({ ...now, [path]: values.with(at, values[at]! - h) })) /
        (2 * h)
      return values.map((value, at) => slope(at) + (sparse.includes(path) ? sparsity.lambda * Math.sign(value) : 0))
    })
    const bounded = clipped(Float64Array.from(gradients.flatMap((gradient) => [...gradient])), clip)
    let begin = 0
    const directions = trained.map((path) => {
      const values = now[path]!
      const [start, end] = [begin, begin + values.length]
      begin = end
      return [path, bounded.subarray(start, end).map((gradient, at) => gradient + weightDecay * values[at]!)] as const
    })
    const before = velocity
    velocity = Object.fromEntries(
      directions.map(([path, gradient]) => [
        path,
        before === undefined ? gradient : gradient.map((g, at) => momentum * before[path]![at]! + g),
      ]),
    )
    const next = velocity
    const moved = directions.map(([path, gradient]) => {
      const by = nesterov ? gradient.map((g, at) => g + momentum * next[path]![at]!) : next[path]!
      return [path, now[path]!.map((value, at) => value - rate * by[at]!)] as const
    })
    arrays = { ...now, ...run(start.nodes, now, images, key(0)).statistics, ...Object.fromEntries(moved) }
  }
  return { arrays, losses, velocity }
}

describeOnBackends('ten steps of SGD', (backend) => {
  const none = { lambda: 0, over: 'everywhere' } as const
  test.each<[name: string, rules: Rules]>([
    ['plain', { momentum: 0, nesterov: false, weightDecay: 0, sparsity: none }],
    ['weight decay', { momentum: 0, nesterov: false, weightDecay: 0.1, sparsity: none }],
    ['momentum and weight decay', { momentum: 0.9, nesterov: false, weightDecay: 0.05, sparsity: none }],
    ['Nesterov', { momentum: 0.8, nesterov: true, weightDecay: 0.05, sparsity: none }],
    [
      'sparsity everywhere, through momentum and weight decay',
      { momentum: 0.9, nesterov: false, weightDecay: 0.05, sparsity: { lambda: 0.05, over: 'everywhere' } },
    ],
    [
      'clipped by the norm, the sparsity term included and weight decay not',
      { momentum: 0.9, nesterov: false, weightDecay: 0.05, sparsity: { lambda: 0.2, over: 'everywhere' }, clip: { norm: 0.3 } },
    ],
    [
      'clipped by value, likewise',
      { momentum: 0, nesterov: false, weightDecay: 0.5, sparsity: { lambda: 0.2, over: 'everywhere' }, clip: { value: 0.1 } },
    ],
    ['sparsity over maps alone, with Nesterov', { momentum: 0.5, nesterov: true, weightDecay: 0, sparsity: { lambda: 0.2, over: 'maps' } }],
  ])('%s', async (_name, rules) => {
    const rateAt = (epoch: number): number => 0.05 / (1 + epoch)
    const losses: number[] = []
    let last:
      | { readonly arrays: Readonly<Record<string, Float32Array>>; readonly velocity: Readonly<Record<string, Float32Array>> }
      | undefined
    const options = {
      epochs: 10,
      batchSize: 6,
      learningRate: ({ epoch }: { readonly epoch: number }) => rateAt(epoch),
      key: key(0),
      ...rules,
    }
    for await (const epoch of fit(backend(), start, samples, options)) {
      const { network, state, loss } = right(epoch)
      losses.push(loss)
      last = {
        arrays: Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, values])),
        velocity: state.optimizer.slots.velocity,
      }
    }
    const expected = reference(
      Array.from({ length: 10 }, (_rate, epoch) => rateAt(epoch)),
      rules,
    )
    expectClose(Float32Array.from(losses), expected.losses, 'losses')
    for (const [path, values] of Object.entries(expected.arrays)) expectClose(last?.arrays[path], values, path, 2e-5)
    expect(Object.keys(last?.velocity ?? {}).length).toBe(rules.momentum === 0 ? 0 : Object.keys(expected.velocity ?? {}).length)
    if (rules.momentum > 0)
      for (const [path, values] of Object.entries(expected.velocity ?? {}))
        expectClose(last?.velocity[path], values, `velocity ${path}`, 2e-5)
  })
})

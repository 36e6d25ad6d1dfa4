import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { dataset } from '../../lib/data/dataset.js'
import { batchAt } from '../../lib/data/batch.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { isTrained } from '../../lib/layer/definition.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { forward } from '../../lib/network/forward.js'
import { residual } from '../../lib/network/branching.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import type { EpochDone } from '../../lib/training/epoch.js'
import { fit } from '../../lib/training/fit.js'
import type { FitRequest } from '../../lib/training/fitRequest.js'
import { stepMemory } from '../../lib/training/stepMemory.js'
import type { Backend } from '../../lib/engine/backend.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { type Arrays, run } from '../reference/network.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { alive, right } from '../setup/answers.js'
import type { AnyShaped } from '../setup/networks.js'
import { learnable } from '../setup/samples.js'
import { networkOf, networks } from '../setup/smallNetworks.js'

const count = 6
const options = { epochs: 1, batchSize: count, learningRate: 0.01, key: key(5) }

const epochsOf = async (
  backend: Backend,
  network: AnyShaped,
  more: Partial<FitRequest<Shape>>,
): Promise<readonly EpochDone<AnyShaped>[]> => {
  const epochs: EpochDone<AnyShaped>[] = []
  for await (const epoch of fit(backend, network, learnable(network.input, network.output[0] ?? 1, count), { ...options, ...more }))
    epochs.push(right(epoch))
  return epochs
}

const valuesIn = (network: AnyShaped) => Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, values]))

const transferred = networkOf(
  [6, 6, 2],
  conv2d(2, 4),
  batchNorm(4),
  relu,
  residual(conv2d(4, 4), batchNorm(4), relu, dropout(0.5), conv2d(4, 4)),
  globalAveragePool,
  linear(4, 5),
  relu,
  linear(5, 3),
)

describeOnBackends('frozen layers', (backend) => {
  test.each(networks.filter(([, { output }]) => output.length === 1))(
    '%s: norms, dropouts and every second layer of weights frozen, the others move by the gradient at rest, in float64',
    async (_name, network) => {
      const weighted = layerNodes(network.nodes).filter(([, { arrays }]) => arrays.weight !== undefined)
      const frozen = new Set([
        ...layerNodes(network.nodes).flatMap(([path, { layer }]) => (/Norm|dropout/.test(layer._tag) ? [path] : [])),
        ...weighted.flatMap(([path], at) => (at % 2 === 1 ? [path] : [])),
      ])
      const before = alive(backend())
      const [epoch] = await epochsOf(backend(), network, { frozen: (path) => frozen.has(path) })
      expect(alive(backend())).toEqual(before)
      const [start, after] = [valuesIn(network), valuesIn(epoch!.network)]
      const { input, labels } = batchAt<Shape>(learnable(network.input, network.output[0] ?? 1, count), [...Array(count).keys()])
      const arrays: Arrays = Object.fromEntries(Object.entries(start).map(([path, values]) => [path, Float64Array.from(values)]))
      const lossOf = (given: Arrays): number =>
        softmaxCrossEntropy(
          run(network.nodes, given, { shape: input.shape, values: Float64Array.from(input.values) }, undefined).output,
          labels,
        )
      const h = 1e-6
      for (const { path, role } of arraysOf(network)) {
        if (frozen.has(path.slice(0, path.lastIndexOf('.')))) expect(after[path], path).toBe(start[path])
        else if (isTrained(role)) {
          const slopes = arrays[path]!.map((value, at) => {
            const moved = (by: number): number => lossOf({ ...arrays, [path]: arrays[path]!.with(at, value + by) })
            return (moved(h) - moved(-h)) / (2 * h)
          })
          const expected = arrays[path]!.map((value, at) => value - 0.01 * slopes[at]!)
          expectClose(
            after[path],
            path.endsWith('.weight') ? underMask(expected, arrays[path.replace(/weight$/, 'mask')]) : expected,
            path,
            2e-6,
          )
        }
      }
    },
  )

  test('law: a head on frozen features is that head trained on what they give', async () => {
    const [epoch] = await epochsOf(backend(), transferred, { epochs: 20, frozen: ['0', '1', '3'], momentum: 0.9 })
    const samples = learnable([6, 6, 2], 3, count)
    const body = { ...transferred, output: [4], nodes: transferred.nodes.slice(0, 5) }
    const features = right(await forward(backend(), body as AnyShaped, batchAt<Shape>(samples, [...Array(count).keys()]).input as never)())
    const head = networkOf([4], linear(4, 5), relu, linear(5, 3))
    const start = { ...head, nodes: transferred.nodes.slice(5) }
    const given = right(
      dataset({ shape: [4], classes: 3, values: features.values, labels: Uint8Array.from(samples.labels), normalization: 'none' }),
    )
    let last: EpochDone<AnyShaped> | undefined
    for await (const done of fit(backend(), start, given as never, { ...options, epochs: 20, momentum: 0.9 })) last = right(done)
    const all = await epochsOf(backend(), transferred, { epochs: 20, frozen: ['0', '1', '3'], momentum: 0.9 })
    expect(epoch).toEqual(all[0])
    const [expected, found] = [valuesIn(last!.network), valuesIn(all.at(-1)!.network)]
    for (const [path, values] of Object.entries(expected))
      expectClose(found[path.replace(/^\d+/, (at) => String(Number(at) + 5))], Float64Array.from(values), path, 1e-5)
    expect(found['5.weight']).not.toEqual(valuesIn(transferred)['5.weight'])
  })

  test('a fit that stops goes on; with other layers frozen it says so; optimizers keep nothing of what stays', async () => {
    const more = { epochs: 4, momentum: 0.9, batchSize: 4, frozen: ['0', '1'] }
    const whole = await epochsOf(backend(), transferred, more)
    expect(Object.keys(whole[0]!.state.optimizer.slots.velocity).some((path) => /^[01]\./.test(path))).toBe(false)
    const rest = await epochsOf(backend(), whole[1]!.network, { ...more, resume: whole[1]!.state })
    expect(rest).toEqual(whole.slice(2))
    const { state, network } = whole[1]!
    for await (const event of fit(backend(), network, learnable([6, 6, 2], 3, count), {
      ...options,
      ...more,
      frozen: ['0'],
      resume: state,
    }))
      expect(event).toMatchObject(E.left({ _tag: 'ResumeMismatch', differences: [{ option: 'frozen', saved: '0 1', given: '0' }] }))
  })

  test('a path freezes all that lies in it; nothing frozen is the fit as it was', async () => {
    const inBranch = layerNodes(transferred.nodes).flatMap(([path]) => (path.startsWith('3.') ? [path] : []))
    expect(await epochsOf(backend(), transferred, { frozen: ['3'] })).toEqual(await epochsOf(backend(), transferred, { frozen: inBranch }))
    const [none] = await epochsOf(backend(), transferred, { frozen: [] })
    const [plain] = await epochsOf(backend(), transferred, {})
    expect(none).toEqual(plain)
    expect(Object.keys(plain?.state.told?.options ?? {})).not.toContain('frozen')
  })

  test('what lies under the head takes no memory for a way back', () => {
    const bytes = (frozen: readonly string[]) => stepMemory(backend(), transferred, 64, { frozen }).peakBytes
    expect(bytes(['0', '1', '3'])).toBeLessThan(bytes([]) * 0.6)
  })

  test('a frozen batch norm takes no statistics: one sample is enough', async () => {
    const network = networkOf([4], linear(4, 3), batchNorm(3), relu, linear(3, 2))
    expect(await epochsOf(backend(), network, { batchSize: 1, frozen: ['1'] })).toHaveLength(1)
  })

  test.each<[frozen: readonly string[] | (() => boolean), expected: string]>([
    [['9'], 'paths of layers or branches, such as 0'],
    [['0.weight'], 'paths of layers or branches, such as 0'],
    [() => true, 'a layer with weights that is left to train'],
    [['0', '1', '3', '5', '7'], 'a layer with weights that is left to train'],
  ])('%o is a Left', async (frozen, expected) => {
    for await (const event of fit(backend(), transferred, learnable([6, 6, 2], 3, count), { ...options, frozen }))
      expect(event).toMatchObject(E.left({ _tag: 'BadOption', option: 'frozen', expected }))
  })

  test('what is no list of paths throws at the call', () => {
    for (const frozen of ['0', [0], true])
      expect(() => fit(backend(), transferred, learnable([6, 6, 2], 3, count), { ...options, frozen: frozen as never })).toThrow(
        'narrownet: fit: frozen',
      )
  })
})

/** A masked weight is kept as 0. */
const underMask = (values: Float64Array, mask: Float64Array | undefined): Float64Array =>
  mask === undefined ? values : values.map((value, at) => value * mask[at]!)

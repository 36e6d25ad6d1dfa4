import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTrained } from '../../lib/layer/definition.js'
import { dropout } from '../../lib/layer/dropout.js'
import { arraysOf } from '../../lib/network/arrays.js'
import * as _ from '../../lib/network/differentiate.js'
import { constants } from '../../lib/network/forward.js'
import { key } from '../../lib/random/key.js'
import { elementCount } from '../../lib/shape/shape.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { type Arrays, run } from '../reference/network.js'
import { alive, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { remembered } from '../setup/remembered.js'
import { networkOf, networks } from '../setup/smallNetworks.js'
import { valuesOf } from '../engine/valuesOf.js'

const float64 = (network: AnyShaped): Arrays =>
  Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, Float64Array.from(values)]))

/** (loss(x + h) - loss(x - h)) / 2h in float64, where the loss is the output weighted by `outputGradient`. */
const slopes = (network: AnyShaped, values: Float64Array, outputGradient: Float64Array, batch: number) => {
  const loss = (arrays: Arrays, input: Float64Array): number =>
    run(network.nodes, arrays, { shape: [batch, ...network.input], values: input }, key(9)).output.values.reduce(
      (sum, value, at) => sum + value * outputGradient[at]!,
      0,
    )
  const moved = (array: Float64Array, at: number, by: number): Float64Array => array.with(at, array[at]! + by)
  const arrays = float64(network)
  return {
    byArray: (path: string, at: number, h = 1e-6): number => {
      const on = (by: number): number => loss({ ...arrays, [path]: moved(arrays[path]!, at, by) }, values)
      return (on(h) - on(-h)) / (2 * h)
    },
    byInput: (at: number, h = 1e-6): number => (loss(arrays, moved(values, at, h)) - loss(arrays, moved(values, at, -h))) / (2 * h),
  }
}

/** A step of a small network in float64 and every one of its gradients: thousands of runs, once for all backends. */
const float64Of = remembered((network: AnyShaped) => {
  const batch = 3
  const { values } = arrayFrom(21, [batch, ...network.input])
  const outputGradient = arrayFrom(22, [batch, ...network.output]).values
  const slope = slopes(network, values, outputGradient, batch)
  const trained = arraysOf(network).filter(({ role }) => isTrained(role))
  return {
    ...{ batch, values, outputGradient },
    expected: run(network.nodes, float64(network), { shape: [batch, ...network.input], values }, key(9)),
    gradients: {
      arrays: Object.fromEntries(
        trained.map(({ path, values }) => [path, Float64Array.from(values, (_value, at) => slope.byArray(path, at))]),
      ),
      input: values.map((_value, at) => slope.byInput(at)),
    },
  }
})

describeOnBackends('gradients of whole networks', (backend, { runs }) => {
  interface Found {
    readonly output: Float32Array
    readonly input: Float32Array | undefined
    readonly arrays: Readonly<Record<string, Float32Array>>
    readonly statistics: Readonly<Record<string, Float32Array>>
  }

  /** Differentiated on the device inside one scope; nothing is left when it is over. */
  const differentiated = async (
    network: AnyShaped,
    values: Float64Array,
    outputGradient: Float64Array,
    batch: number,
    needsInputGradient: boolean,
  ): Promise<Found> => {
    const before = alive(backend())
    const done = right(
      backend().scope(() => {
        const input = backend().upload(Float32Array.from(values), [batch, ...network.input])
        const run = _.differentiateNodes(backend(), network.nodes, constants(backend()), input, { key: key(9), needsInputGradient })
        const output = backend().share(run.output)
        backend().release(run.output)
        const gradients = run.pullback(backend().upload(Float32Array.from(outputGradient), output.shape))
        return { output, input: gradients.input, arrays: gradients.arrays, statistics: run.statistics }
      }),
    )
    const read = async (arrays: _.ByPath): Promise<Record<string, Float32Array>> =>
      Object.fromEntries(
        await Promise.all(Object.entries(arrays).map(async ([path, array]) => [path, await valuesOf(backend(), array)] as const)),
      )
    const { input } = done
    const found = {
      output: await valuesOf(backend(), done.output),
      input: input && (await valuesOf(backend(), input)),
      arrays: await read(done.arrays),
      statistics: await read(done.statistics),
    }
    for (const array of [done.output, ...(input ? [input] : []), ...Object.values(done.arrays), ...Object.values(done.statistics)])
      backend().release(array)
    expect(alive(backend())).toEqual(before)
    return found
  }

  test.each(networks)('%s: output, statistics and every gradient against float64', async (_name, network) => {
    const { batch, values, outputGradient, expected, gradients } = float64Of(network)
    const found = await differentiated(network, values, outputGradient, batch, true)
    expectClose(found.output, expected.output.values, 'output')
    expect(Object.keys(found.statistics).toSorted()).toEqual(Object.keys(expected.statistics).toSorted())
    for (const [path, statistic] of Object.entries(expected.statistics)) expectClose(found.statistics[path], statistic, path)
    expect(Object.keys(found.arrays).toSorted()).toEqual(Object.keys(gradients.arrays).toSorted())
    for (const [path, gradient] of Object.entries(gradients.arrays)) expectClose(found.arrays[path], gradient, path, 2e-5)
    expectClose(found.input, gradients.input, 'input', 2e-5)
  })

  test('generated networks: a few entries of each gradient', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, arbitrarySeed, async (network, seed) => {
        const batch = 3
        const { values } = arrayFrom(seed, [batch, ...network.input])
        const outputGradient = arrayFrom(seed + 1, [batch, ...network.output]).values
        const found = await differentiated(network, values, outputGradient, batch, false)
        const expected = run(network.nodes, float64(network), { shape: [batch, ...network.input], values }, key(9))
        // a constant channel is divided by sqrt(epsilon): every rounding error 300 times as large, and again at the next batch norm
        for (const { path, values: variances } of arraysOf(network).filter((array) => array.path.endsWith('.runningVariance')))
          variances.forEach((running, c) => fc.pre(expected.statistics[path]![c]! - 0.9 * running > 1e-3))
        expectClose(found.output, expected.output.values, 'output', 1e-4)
        const reference = slopes(network, values, outputGradient, batch)
        for (const { path, values: array } of arraysOf(network).filter(({ role }) => isTrained(role))) {
          const at = seed % array.length
          const scale = Math.max(1, ...(found.arrays[path] ?? []).map(Math.abs))
          // a rectifier's or a pool's kink may lie within one step, hardly ever within the smaller one too
          const errors = [1e-6, 1e-8].map((h) => Math.abs(found.arrays[path]![at]! - reference.byArray(path, at, h)))
          expect(Math.min(...errors), `${path}[${at}]`).toBeLessThan(1e-3 * scale)
        }
      }),
      { numRuns: runs(60), seed: 1 },
    )
  })

  test('a masked weight receives no gradient', async () => {
    const network = networks.find(([name]) => name === 'masks')![1]
    const found = await differentiated(network, arrayFrom(1, [2, ...network.input]).values, arrayFrom(2, [2, 3]).values, 2, false)
    for (const { path, values } of arraysOf(network).filter(({ role }) => role === 'mask')) {
      const gradient = found.arrays[path.replace('.mask', '.weight')]!
      expect(values.some((value) => value === 0) && values.some((value) => value === 1)).toBe(true)
      expect(values.filter((kept, at) => kept === 0 && gradient[at] !== 0)).toHaveLength(0)
      expect(values.filter((kept, at) => kept === 1 && gradient[at] !== 0).length).toBeGreaterThan(5)
    }
  })

  test("the first layer's input gradient is skipped, and the other gradients are the same bits", async () => {
    for (const [name, network] of networks.filter(
      ([, { nodes }]) => nodes[0]?._tag === 'layer' && /conv|linear/i.test(nodes[0].layer._tag),
    )) {
      const { values } = arrayFrom(5, [2, ...network.input])
      const outputGradient = arrayFrom(6, [2, ...network.output]).values
      const asked = await differentiated(network, values, outputGradient, 2, true)
      const skipped = await differentiated(network, values, outputGradient, 2, false)
      expect([asked.input?.length, skipped.input], name).toEqual([2 * elementCount(network.input), undefined])
      expect(skipped.arrays).toEqual(asked.arrays)
    }
  })

  test('dropout: the same key drops the same, another key others; layers differ from each other', async () => {
    const network = networkOf([64], dropout(0.5), dropout(0.5))
    const ones = new Float64Array(64).fill(1)
    const out = async (seed: number): Promise<Float32Array> => {
      const array = right(
        backend().scope(
          () =>
            _.differentiateNodes(backend(), network.nodes, constants(backend()), backend().upload(Float32Array.from(ones), [1, 64]), {
              key: key(seed),
              needsInputGradient: false,
            }).output,
        ),
      )
      const values = await valuesOf(backend(), array)
      backend().release(array)
      return values
    }
    const first = await out(1)
    expect(await out(1)).toEqual(first)
    expect(await out(2)).not.toEqual(first)
    // two independent halvings leave about a quarter; the same mask twice would leave half, each at 4
    const left = first.filter((value) => value !== 0)
    expect(left.every((value) => value === 4)).toBe(true)
    expect(left.length).toBeGreaterThan(5)
    expect(left.length).toBeLessThan(28)
  })
})

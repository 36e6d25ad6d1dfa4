import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { dropout } from '../../lib/layer/dropout.js'
import { arraysOf } from '../../lib/network/arrays.js'
import * as _ from '../../lib/network/forward.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { run } from '../reference/network.js'
import { alive, answers, answersTo, right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

describeOnBackends('forward', (backend, { runs }) => {
  test('answers as the float64 interpreter does', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, arbitrarySeed, fc.integer({ min: 1, max: 3 }), async (network, seed, batch) => {
        const arrays = Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, Float64Array.from(values)]))
        const { values } = arrayFrom(seed, [batch, ...network.input])
        const expected = run(network.nodes, arrays, { shape: [batch, ...network.input], values }, undefined)
        expect(expected.output.shape).toEqual([batch, ...network.output])
        expectClose(await answers(backend(), network, seed, batch), expected.output.values, 'answers', 2e-5)
      }),
      { numRuns: runs(100) },
    )
  })

  test('each sample is answered by itself, whatever stands beside it', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, arbitrarySeed, async (network, seed) => {
        const { values } = arrayFrom(seed, [3, ...network.input])
        const size = values.length / 3
        const together = await answersTo(backend(), network, Float32Array.from(values), 3)
        const second = await answersTo(backend(), network, Float32Array.from(values.slice(size, 2 * size)), 1)
        expectClose(second, together.slice(second.length, 2 * second.length), 'second', 1e-5)
      }),
      { numRuns: runs(50) },
    )
  })

  test('no layers: the batch itself; dropout does nothing; batch norm at rest divides by sqrt(1 + epsilon)', async () => {
    const values = Float32Array.of(1, -2, 3, 4)
    expect(await answersTo(backend(), sequential(input(2))(key(0)) as never, values, 2)).toEqual(values)
    expect(await answersTo(backend(), sequential(input(2), dropout(0.9))(key(0)) as never, values, 2)).toEqual(values)
    const normalized = await answersTo(backend(), sequential(input(2), batchNorm(2, { epsilon: 3 }))(key(0)) as never, values, 2)
    expectClose(normalized, [0.5, -1, 1.5, 2], 'normalized', 1e-6)
  })

  test('samples of another shape are a Left, in the words of the compiler', async () => {
    const before = alive(backend())
    const loose = _.forward as unknown as (...given: readonly unknown[]) => ReturnType<typeof _.forward>
    const result = await loose(backend(), sequential(input(4))(key(0)), { shape: [2, 3], values: new Float32Array(6) })()
    expect(result).toMatchObject({ left: { _tag: 'InputMismatch', expected: [4], found: [2, 3] } })
    expect(alive(backend())).toEqual(before)
    expect(right(await loose(backend(), sequential(input(4))(key(0)), { shape: [0, 4], values: new Float32Array(0) })()).shape).toEqual([
      0, 4,
    ])
  })
})

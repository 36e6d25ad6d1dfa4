import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { MapBatch } from '../../../lib/engine/convolutionGeometry.js'
import { depthwiseFilterPass, depthwiseInputPass, depthwisePass } from '../../../lib/engine/wasm/simd/depthwisePass.js'
import { both } from '../../reference/conv2d.js'
import { groupedConv2d, groupedConv2dGradients } from '../../reference/groupedConv2d.js'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { perAxis } from '../convolutionLaws.js'
import { anyWindow, arbitraryCase, type Case, geometryOf } from './arbitraryCase.js'
import { guardedHeap } from './guardedHeap.js'

let heap: Awaited<ReturnType<typeof guardedHeap>>
beforeAll(async () => {
  heap = await guardedHeap()
})

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, axis) => product * axis, 1)

/** Every pass by value, on a heap whose every other bit must stay as it is. */
const everyPassHolds = (drawn: Case, seed: number): void => {
  const { input } = drawn
  const channels = input[3]
  const geometry = { ...geometryOf({ ...drawn, outChannels: channels }), filter: [...both(drawn.kernel), 1, channels] as const }
  const [x, filter, bias] = [
    arrayFrom(seed, input),
    arrayFrom(seed + 1, [...both(drawn.kernel), 1, channels]),
    arrayFrom(seed + 2, [channels]),
  ]
  const dy = arrayFrom(seed + 3, geometry.output)
  const inputs = [x, filter, bias, dy].map(({ values }) => Float32Array.from(values))
  const toOutput = depthwisePass(geometry)
  const [y] = heap(inputs, [sizeOf(geometry.output)], toOutput.workspaceBytes, (simd, [source, w, b], [target], workspace) =>
    toOutput.run(simd, { source: source!, filter: w!, bias: b!, target: target!, addend: 0 }, 0, workspace),
  )
  expectClose(y, groupedConv2d(x, filter, bias, drawn).values, 'output', 3e-6)
  const [ended] = heap(inputs, [sizeOf(geometry.output)], toOutput.workspaceBytes, (simd, [source, w, b, addend], [target], workspace) =>
    toOutput.run(simd, { source: source!, filter: w!, bias: b!, target: target!, addend: addend! }, 1, workspace),
  )
  // to the bit: what is added to and cut off is what would have been stored
  expect(ended).toEqual(y?.map((plain, at) => Math.max(Math.fround(plain + inputs[3]![at]!), 0)))
  const gradients = groupedConv2dGradients(x, filter, dy, drawn)
  const toInput = depthwiseInputPass(geometry)
  const [dx] = heap(inputs, [sizeOf(input)], toInput.workspaceBytes, (simd, [, w, , source], [target], workspace) =>
    toInput.run(simd, { source: source!, filter: w!, bias: 0, target: target!, addend: 0 }, 0, workspace),
  )
  expectClose(dx, gradients.input.values, 'input gradient', 3e-6)
  const toFilter = depthwiseFilterPass(geometry)
  const [dw] = heap(inputs, [sizeOf(filter.shape)], toFilter.workspaceBytes, (simd, [source, , , gradient], [target], workspace) =>
    toFilter.run(simd, source!, gradient!, target!, workspace),
  )
  expectClose(dw, gradients.weight.values, 'filter gradient', 3e-6)
}

test('depthwise kernels: every pass', () =>
  fc.assert(fc.property(arbitraryCase(anyWindow), arbitrarySeed, everyPassHolds), { numRuns: 100 }))

/** The windows that walks are for, and their neighbors. */
const threeColumns = fc.record({
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constant(3)),
  stride: perAxis(fc.integer({ min: 1, max: 2 })),
  padding: perAxis(fc.nat({ max: 3 })),
})

/** Walks go along ten outputs at least. */
const wider = ({ input: [batch, height, width, channels], ...drawn }: Case): Case => ({
  ...drawn,
  input: [batch, height, width + 9, channels],
})

test('depthwise kernels: every pass of windows of 3 columns, on narrow maps and wide ones', () =>
  fc.assert(
    fc.property(arbitraryCase(threeColumns), fc.boolean(), arbitrarySeed, (drawn, isWide, seed) =>
      everyPassHolds(isWide ? wider(drawn) : drawn, seed),
    ),
    { numRuns: 200 },
  ))

test.each<readonly [what: string, input: MapBatch, stride: number]>([
  ['rows longer than a walk', [1, 3, 40, 128], 1],
  ['rows longer than a walk, windows two cells apart', [1, 3, 81, 64], 2],
  ['cells too far apart to walk over', [1, 3, 9, 256], 1],
])('depthwise kernels: %s', (_, input, stride) => everyPassHolds({ input, outChannels: input[3], kernel: 3, stride, padding: 1 }, 1))

/** The outputs of so many maps of 64 x 60 cells. */
const outputsOf = (maps: Float32Array, filter: Float32Array, stride: number): Float32Array | undefined => {
  const channels = filter.length / 9
  const input = [maps.length / (64 * 60 * channels), 64, 60, channels] as const
  const geometry = geometryOf({ input, outChannels: channels, kernel: 3, stride, padding: 1 })
  const pass = depthwisePass(geometry)
  const [outputs] = heap([maps, filter], [sizeOf(geometry.output)], pass.workspaceBytes, (simd, [source, w], [target], workspace) =>
    pass.run(simd, { source: source!, filter: w!, bias: 0, target: target!, addend: 0 }, 0, workspace),
  )
  return outputs
}

test.each([1, 2])(
  'depthwise kernels, windows %i apart: maps that no cache holds, and are read ahead, give the bits that each gives alone',
  (stride) => {
    const [batch, channels] = [3, 50]
    const filter = Float32Array.from(arrayFrom(1, [9, channels]).values)
    const maps = Float32Array.from(arrayFrom(2, [batch, 64, 60, channels]).values)
    const length = maps.length / batch
    const apart = Array.from({ length: batch }, (_, at) => [
      ...(outputsOf(maps.slice(at * length, (at + 1) * length), filter, stride) ?? []),
    ])
    expect(Float32Array.from(apart.flat())).toEqual(outputsOf(maps, filter, stride))
  },
)

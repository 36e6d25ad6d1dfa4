import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Activation } from '../../../lib/engine/activation.js'
import { endingWord } from '../../../lib/engine/wasm/simd/endingWord.js'
import { simdKernels } from '../../../lib/engine/wasm/simd/simdKernels.js'
import { known } from '../../../lib/shape/invariant.js'
import { activationReference } from '../../reference/activation.js'
import { both } from '../../reference/conv2d.js'
import { groupedConv2d, groupedConv2dGradients } from '../../reference/groupedConv2d.js'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { anyWindow, arbitraryCase, type Case, geometryOf, inGroups } from './arbitraryCase.js'
import { guardedHeap } from './guardedHeap.js'
import { grouped, packedNow, passes, spread } from './passes.js'

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, axis) => product * axis, 1)

/** Float64 inputs and answers of one case. */
const answers = (drawn: Case, seed: number) => {
  const { input, outChannels, kernel, groups = 1 } = drawn
  const geometry = geometryOf(drawn)
  const x = arrayFrom(seed, input)
  const filter = arrayFrom(seed + 1, [...both(kernel), input[3] / groups, outChannels])
  const bias = arrayFrom(seed + 2, [outChannels])
  const dy = arrayFrom(seed + 3, geometry.output)
  const output = groupedConv2d(x, filter, bias, drawn)
  const gradients = groupedConv2dGradients(x, filter, dy, drawn)
  const single = { x, filter, bias, dy }
  const floats = Object.fromEntries(Object.entries(single).map(([name, { values }]) => [name, Float32Array.from(values)]))
  return { geometry, inputs: floats as Record<keyof typeof single, Float32Array>, output, gradients }
}

const winogradWindow = fc.nat({ max: 2 }).map((padding) => ({ kernel: 3, stride: 1, padding }))

const endings: readonly Activation[] = [{ _tag: 'relu' }, { _tag: 'relu6' }, { _tag: 'leakyRelu', slope: 0.01 }]

const channelCounts: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 12 }, (_, i) => [6 * i + 1, 70 - 6 * i] as const),
  [6, 16],
  [22, 32],
  [57, 64],
  [128, 8],
  [8, 128],
  [36, 228],
]

describe('convolution kernels', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })

  /** All three passes against float64, on a heap whose every other bit must stay as it is; workspace and outputs begin as NaNs. */
  const check = (kind: keyof typeof passes, drawn: Case, seed: number, tolerance: number, ofGroups = grouped): void => {
    const { geometry, inputs, output, gradients } = answers(drawn, seed)
    const { forward, inputGradient, filterGradient } = drawn.groups === undefined ? passes[kind] : ofGroups(kind)
    const { x, filter, bias, dy } = inputs
    const toOutput = packedNow(forward(geometry))
    const [y] = heap([x, filter, bias], [sizeOf(geometry.output)], toOutput.workspaceBytes, (simd, [from, w, b], [to], workspace) =>
      toOutput.run(simd, from!, w!, b!, to!, workspace),
    )
    expectClose(y, output.values, 'output', tolerance)
    // to the bit: what is added to, cut off or multiplied is what would have been stored
    for (const activation of endings) {
      for (const added of [true, false]) {
        const word = known(endingWord(activation))
        const [ended] = heap([x, filter, bias, dy], [sizeOf(geometry.output)], toOutput.workspaceBytes, (simd, at, [to], workspace) =>
          toOutput.run(simd, at[0]!, at[1]!, at[2]!, to!, workspace, { addend: added ? at[3]! : 0, activation: word }),
        )
        const { value } = activationReference(activation)
        expect(ended?.map((found) => found + 0)).toEqual(y?.map((plain, at) => value(added ? Math.fround(plain + dy[at]!) : plain) + 0))
      }
    }
    const toInput = packedNow(inputGradient(geometry))
    const [dx] = heap([dy, filter], [sizeOf(geometry.input)], toInput.workspaceBytes, (simd, [from, w], [to], workspace) =>
      toInput.run(simd, from!, w!, 0, to!, workspace),
    )
    expectClose(dx, gradients.input.values, 'input gradient', tolerance)
    const toFilter = filterGradient(geometry)
    const [dw] = heap([x, dy], [filter.length], toFilter.workspaceBytes, (simd, [from, gradient], [to], workspace) =>
      toFilter.run(simd, from!, gradient!, to!, workspace),
    )
    expectClose(dw, gradients.weight.values, 'filter gradient', tolerance)
  }

  test('direct: any window, every pass', () =>
    fc.assert(
      fc.property(arbitraryCase(anyWindow), arbitrarySeed, (drawn, seed) => check('direct', drawn, seed, 3e-6)),
      { numRuns: 60 },
    ))

  test('in groups: by each kernel, every pass', () =>
    fc.assert(
      fc.property(
        inGroups(arbitraryCase(anyWindow)),
        inGroups(arbitraryCase(fc.constant({ kernel: 1, stride: 1, padding: 0 }))),
        inGroups(arbitraryCase(winogradWindow)),
        arbitrarySeed,
        (any, one, usual, seed) => {
          check('direct', any, seed, 3e-6)
          check('dense', one, seed, 3e-6)
          check('winograd', usual, seed, 2e-5)
        },
      ),
      { numRuns: 15 },
    ))

  test('in groups: by the kernels of all channels, every pass', () =>
    fc.assert(
      fc.property(inGroups(arbitraryCase(anyWindow)), arbitrarySeed, (drawn, seed) => check('direct', drawn, seed, 3e-6, spread)),
      { numRuns: 20 },
    ))

  test('one tap without a table: any map, every pass', () =>
    fc.assert(
      fc.property(arbitraryCase(fc.constant({ kernel: 1, stride: 1, padding: 0 })), arbitrarySeed, (drawn, seed) =>
        check('dense', drawn, seed, 3e-6),
      ),
      { numRuns: 60 },
    ))

  test('Winograd: any map and padding, every pass, within 2e-5 of the largest value', () =>
    fc.assert(
      fc.property(arbitraryCase(winogradWindow), arbitrarySeed, (drawn, seed) => check('winograd', drawn, seed, 2e-5)),
      { numRuns: 60 },
    ))

  test.each(channelCounts)('%i channels to %i', (inChannels, outChannels) => {
    const drawn: Case = { input: [1, 5, 3, inChannels], outChannels, kernel: 3, stride: 1, padding: 1 }
    check('direct', drawn, inChannels, 3e-6)
    check('winograd', drawn, inChannels, 2e-5)
    check('direct', { ...drawn, stride: 2 }, inChannels, 3e-6)
    check('direct', { ...drawn, kernel: 1, padding: 0 }, inChannels, 3e-6)
    check('dense', { ...drawn, kernel: 1, padding: 0 }, inChannels, 3e-6)
  })

  test.each([1, 4, 7, 14, 37])('maps of %i cells a side', (size) => {
    const drawn: Case = { input: [2, size, size, 5], outChannels: 6, kernel: 3, stride: 1, padding: 1 }
    check('direct', drawn, size, 3e-6)
    check('winograd', drawn, size, 2e-5)
    check('direct', { ...drawn, stride: 2 }, size, 3e-6)
  })

  test.each([
    [50, 1],
    [1, 50],
    [40, 6],
    [7, 31],
  ])('more images and tiles than one block holds, %i channels to %i', (inChannels, outChannels) => {
    const drawn: Case = { input: [3, 24, 23, inChannels], outChannels, kernel: 3, stride: 1, padding: 1 }
    check('direct', drawn, 1, 3e-6)
    check('winograd', drawn, 2, 2e-5)
  })

  test('nothing is read behind the last float of an input, were it the last of the heap', async () => {
    const page = 2 ** 16
    const memory = new WebAssembly.Memory({ initial: 16 })
    const simd = await simdKernels(memory)
    // the last of its filter gradient's blocks is one float of the output's gradient
    const oneFloatBehind: Case = { input: [129, 1, 1, 512], outChannels: 1, kernel: 1, stride: 1, padding: 0 }
    const windows = [1, 2, 3, 5, 7].flatMap((channels): readonly Case[] => [
      { input: [2, 9, 9, channels], outChannels: channels, kernel: 3, stride: 1, padding: 1 },
      { input: [1, 8, 8, channels], outChannels: 9 - channels, kernel: 3, stride: 1, padding: 0 },
      { input: [1, 7, 7, channels], outChannels: 9 - channels, kernel: 1, stride: 1, padding: 0 },
      { input: [1, 7, 7, channels], outChannels: channels, kernel: 3, stride: 2, padding: 0 },
    ])
    for (const drawn of [...windows, oneFloatBehind]) {
      const { geometry, inputs, output, gradients } = answers(drawn, 7)
      const { x, filter, bias, dy } = inputs
      const other = drawn.kernel === 1 ? [passes.dense] : drawn.stride === 1 ? [passes.winograd] : []
      for (const { forward, inputGradient, filterGradient } of [passes.direct, ...other]) {
        /** One input at the very end of the memory, the others, the output and workspace from its beginning on. */
        const run = (
          arrays: readonly Float32Array[],
          last: number,
          length: number,
          body: (at: readonly number[]) => void,
        ): Float32Array => {
          const words = new Float32Array(memory.buffer)
          let top = 1024
          const at = arrays.map((values, i) => {
            const address = i === last ? 16 * page - 4 * values.length : top
            if (i !== last) top += 4 * values.length
            words.set(values, address / 4)
            return address
          })
          const target = top
          body([...at, target, target + 4 * length])
          return words.slice(target / 4, target / 4 + length)
        }
        for (const last of [0, 1, 2]) {
          const { run: toOutput } = packedNow(forward(geometry))
          const y = run([x, filter, bias], last, output.values.length, ([from, w, b, to, workspace]) =>
            toOutput(simd, from!, w!, b!, to!, workspace!),
          )
          expectClose(y, output.values)
          if (last === 2) continue
          const { run: toInput } = packedNow(inputGradient(geometry))
          const dx = run([dy, filter], last, x.length, ([from, w, to, workspace]) => toInput(simd, from!, w!, 0, to!, workspace!))
          expectClose(dx, gradients.input.values)
          const { run: toFilter } = filterGradient(geometry)
          const dw = run([x, dy], last, filter.length, ([from, gradient, to, workspace]) =>
            toFilter(simd, from!, gradient!, to!, workspace!),
          )
          expectClose(dw, gradients.weight.values)
        }
      }
    }
  })
})

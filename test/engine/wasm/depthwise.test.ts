import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { depthwiseFilterPass, depthwiseInputPass, depthwisePass } from '../../../lib/engine/wasm/simd/depthwisePass.js'
import { both } from '../../reference/conv2d.js'
import { depthwiseConv2d, depthwiseConv2dGradients } from '../../reference/depthwiseConv2d.js'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { anyWindow, arbitraryCase, geometryOf } from './arbitraryCase.js'
import { guardedHeap } from './guardedHeap.js'

let heap: Awaited<ReturnType<typeof guardedHeap>>
beforeAll(async () => {
  heap = await guardedHeap()
})

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, axis) => product * axis, 1)

test('depthwise kernels: every pass, on a heap whose every other bit must stay as it is', () =>
  fc.assert(
    fc.property(arbitraryCase(anyWindow), arbitrarySeed, (drawn, seed) => {
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
      expectClose(y, depthwiseConv2d(x, filter, bias, drawn).values, 'output', 3e-6)
      const [ended] = heap(
        inputs,
        [sizeOf(geometry.output)],
        toOutput.workspaceBytes,
        (simd, [source, w, b, addend], [target], workspace) =>
          toOutput.run(simd, { source: source!, filter: w!, bias: b!, target: target!, addend: addend! }, 1, workspace),
      )
      // to the bit: what is added to and cut off is what would have been stored
      expect(ended).toEqual(y?.map((plain, at) => Math.max(Math.fround(plain + inputs[3]![at]!), 0)))
      const gradients = depthwiseConv2dGradients(x, filter, dy, drawn)
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
    }),
    { numRuns: 100 },
  ))

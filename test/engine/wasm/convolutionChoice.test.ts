import { expect, test } from 'vitest'
import { convolutionChoice } from '../../../lib/engine/wasm/simd/convolutionChoice.js'
import { directFilterGradient } from '../../../lib/engine/wasm/simd/directFilterGradient.js'
import { winogradConvolution, winogradInputGradient } from '../../../lib/engine/wasm/simd/winogradConvolution.js'
import { winogradFilterGradient } from '../../../lib/engine/wasm/simd/winogradFilterGradient.js'
import { type Case, geometryOf } from './arbitraryCase.js'

test('the choice: Winograd for 3x3 with stride 1 and channels and tiles enough, and never when it is off', () => {
  const on = convolutionChoice({ winograd: true })
  const off = convolutionChoice({ winograd: false })
  const usesWinograd = (choice: typeof on, drawn: Case, isConstant = false): boolean =>
    choice.forward(geometryOf(drawn), isConstant).pass.workspaceBytes === winogradConvolution(geometryOf(drawn)).workspaceBytes
  const wide: Case = { input: [64, 16, 16, 32], outChannels: 32, kernel: 3, stride: 1, padding: 1 }
  expect(usesWinograd(on, wide)).toBe(true)
  expect(usesWinograd(off, wide)).toBe(false)
  expect(usesWinograd(on, { ...wide, input: [64, 2, 2, 512], outChannels: 512 })).toBe(false)
  expect(usesWinograd(on, { ...wide, input: [64, 32, 32, 3] })).toBe(false)
  expect(usesWinograd(on, { ...wide, stride: 2 })).toBe(false)
  expect(usesWinograd(on, { ...wide, padding: 3 })).toBe(false)
  expect(usesWinograd(on, { ...wide, kernel: 5 })).toBe(false)
  const single: Case = { ...wide, input: [1, 7, 7, 256], outChannels: 256 }
  expect(usesWinograd(on, single)).toBe(false)
  expect(usesWinograd(on, single, true)).toBe(true)
  expect(usesWinograd(on, { ...single, input: [1, 4, 4, 256] }, true)).toBe(false)
})

test('a filter stays packed where it is a constant and packing takes long beside the product', () => {
  const choice = convolutionChoice({ winograd: true })
  const keptAs = (drawn: Case, isConstant: boolean): string | undefined => choice.forward(geometryOf(drawn), isConstant).keptAs
  const single: Case = { input: [1, 8, 8, 256], outChannels: 256, kernel: 3, stride: 1, padding: 1 }
  expect(keptAs(single, false)).toBeUndefined()
  expect(keptAs(single, true)).toBe('transformed')
  expect(keptAs({ ...single, stride: 2 }, true)).toBe('panels')
  expect(keptAs({ ...single, input: [64, 16, 16, 256] }, true)).toBeUndefined()
  expect(keptAs({ ...single, input: [64, 16, 16, 256], stride: 2 }, true)).toBeUndefined()
})

test('gradients, whose rounding tips no decision, take Winograd for thinner layers too', () => {
  const choice = convolutionChoice({ winograd: true })
  const thin = (channels: number) => geometryOf({ input: [64, 32, 32, channels], outChannels: 8, kernel: 3, stride: 1, padding: 1 })
  expect(choice.forward(thin(8), false).pass.workspaceBytes).not.toBe(winogradConvolution(thin(8)).workspaceBytes)
  expect(choice.inputGradient(thin(8)).workspaceBytes).toBe(winogradInputGradient(thin(8)).workspaceBytes)
  expect(choice.filterGradient(thin(8)).workspaceBytes).toBe(winogradFilterGradient(thin(8)).workspaceBytes)
  expect(choice.filterGradient(thin(3)).workspaceBytes).toBe(directFilterGradient(thin(3)).workspaceBytes)
})

test('a transposed convolution is chosen for as a convolution is, and keeps its filter packed under names of its own', () => {
  const [on, off] = [convolutionChoice({ winograd: true }), convolutionChoice({ winograd: false })]
  const single: Case = { input: [1, 8, 8, 256], outChannels: 256, kernel: 3, stride: 1, padding: 1 }
  const bytes = winogradInputGradient(geometryOf(single)).workspaceBytes
  expect(on.transposed(geometryOf(single), true).pass.workspaceBytes).toBe(bytes)
  expect(off.transposed(geometryOf(single), true).pass.workspaceBytes).not.toBe(bytes)
  const keptAs = (drawn: Case, isConstant: boolean) => on.transposed(geometryOf(drawn), isConstant).keptAs
  const doubling: Case = { ...single, input: [1, 16, 16, 64], kernel: 2, stride: 2, padding: 0 }
  expect([keptAs(single, true), keptAs(doubling, true)]).toEqual(['transformed and turned', 'panels of a transposed filter'])
  expect([keptAs(single, false), keptAs(doubling, false)]).toEqual([undefined, undefined])
  expect(keptAs({ ...doubling, input: [64, 32, 32, 64] }, true)).toBeUndefined()
})

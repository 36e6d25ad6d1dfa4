import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { Backend } from '../../../lib/engine/backend.js'
import { hasRelaxedSimd } from '../../../lib/engine/wasm/simd/simdKernels.js'
import { startWasm, type WasmOptions } from '../../../lib/engine/wasm/startWasm.js'
import { arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { valuesOf } from '../valuesOf.js'

const started = async (options: WasmOptions): Promise<Backend> => {
  const result = await startWasm(options)()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** A direct convolution, whose sums are long enough for the last bits to differ. */
const convolved = async (backend: Backend): Promise<Float32Array> => {
  const upload = (seed: number, shape: readonly number[]) => backend.upload(Float32Array.from(arrayFrom(seed, shape).values), shape)
  const filter = upload(2, [3, 3, 16, 24])
  const options = { filter, bias: undefined, stride: 2, padding: 1, needsInputGradient: false }
  const output = backend.conv2d.apply(upload(1, [2, 9, 9, 16]), options)
  const values = await valuesOf(backend, output)
  backend.release(filter)
  backend.release(output)
  return values
}

test('relaxed SIMD is used where the host has it, and only there; it changes no more than the last bits', async () => {
  const relaxed = await convolved(await started({ relaxedSimd: true }))
  const plain = await convolved(await started({ relaxedSimd: false }))
  const differing = relaxed.filter((value, at) => value !== plain[at]).length
  expect(differing > 0).toBe(hasRelaxedSimd())
  expectClose(relaxed, Float64Array.from(plain), 'output', 1e-6)
})

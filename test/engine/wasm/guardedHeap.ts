import { expect } from 'vitest'
import { type SimdKernels, simdKernels } from '../../../lib/engine/wasm/simd/simdKernels.js'

const guard = 0x7f_a5_5a_01 // a NaN: whatever is computed with it shows
const gap = 24 // bytes between allocations: no multiple of a vector, so that alignment is not to be relied on

type Body = (simd: SimdKernels, inputs: readonly number[], outputs: readonly number[], workspace: number) => void

/**
 * A heap of its own with our kernels on it. `run` lays out inputs, outputs of those lengths and workspace, calls the body with their addresses,
 * and returns the outputs, after it has seen that every bit of the heap outside outputs and workspace is as it was: inputs, the gaps between
 * allocations, and the first kilobyte, where static data would lie if a kernel had any.
 */
export const guardedHeap = async (): Promise<
  (inputs: readonly Float32Array[], outputLengths: readonly number[], workspaceBytes: number, body: Body) => readonly Float32Array[]
> => {
  const memory = new WebAssembly.Memory({ initial: 512 })
  const simd = await simdKernels(memory)
  return (inputs, outputLengths, workspaceBytes, body) => {
    const words = new Uint32Array(memory.buffer)
    const floats = new Float32Array(memory.buffer)
    let top = 1024
    const allocate = (bytes: number): number => {
      const address = top
      top += gap + 4 * Math.ceil(bytes / 4)
      if (top > memory.buffer.byteLength) throw new Error('the test heap is too small')
      return address
    }
    const inputAt = inputs.map((values) => allocate(4 * values.length))
    const outputAt = outputLengths.map((length) => allocate(4 * length))
    const workspace = allocate(workspaceBytes)
    words.fill(guard, 0, top / 4)
    inputs.forEach((values, i) => floats.set(values, inputAt[i]! / 4))
    const before = words.slice(0, top / 4)
    body(simd, inputAt, outputAt, workspace)
    const outputs = outputLengths.map((length, i) => floats.slice(outputAt[i]! / 4, outputAt[i]! / 4 + length))
    // What may change is put back; then nothing may have.
    for (const [address, length] of [
      ...outputAt.map((at, i) => [at, outputLengths[i]!] as const),
      [workspace, Math.ceil(workspaceBytes / 4)] as const,
    ]) {
      words.set(before.subarray(address / 4, address / 4 + length), address / 4)
    }
    const changed = words.subarray(0, top / 4).findIndex((word, i) => word !== before[i])
    expect(changed === -1 ? 'untouched' : `byte ${4 * changed} was written`).toBe('untouched')
    return outputs
  }
}

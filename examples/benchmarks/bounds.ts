/**
 * What the machine could do at best, measured beside everything else: floating-point operations by the library's own 4 x 8 product tile on
 * panels that stay in the first-level cache, and bytes moved by the host's memmove. No kernel that multiplies directly beats the first;
 * Winograd's does, because it multiplies less: its GFLOP/s are counted as a direct convolution's.
 */
import { simdKernels } from '../../lib/engine/wasm/simd/simdKernels.js'
import type { Contestant } from './interleaved.js'

const rows = 16
const depth = 256
const columns = 8
const products = 150

const layout = { bias: 1024, source: 4096, panels: 4096 + 4 * rows * depth, target: 4096 + 4 * (rows + columns) * depth }

/** FLOP in one run of `ceiling`. */
export const ceilingFlops = 2 * rows * depth * columns * products

/** The arithmetic ceiling: products of 16 x 256 by 256 x 8. */
export const ceiling = async (): Promise<Contestant> => {
  const memory = new WebAssembly.Memory({ initial: 4 })
  const simd = await simdKernels(memory)
  // zeros would do, but denormal numbers would not
  new Float32Array(memory.buffer, layout.source, (rows + columns) * depth).fill(0.01)
  return {
    run: () => {
      for (let at = 0; at < products; at += 1) {
        simd.multiplyDense(rows, layout.source, 4 * depth, layout.target, 4 * columns, depth, layout.panels, layout.bias, columns, 0, 0)
      }
    },
  }
}

const longestCopy = 2 ** 24

/** The stream bound for `bytes`, half of them read and half written. */
export const stream = (bytes: number): Contestant => {
  const half = Math.max(1, Math.ceil(bytes / 8))
  const pieces = Math.max(1, Math.ceil((4 * half) / longestCopy))
  const length = Math.ceil(half / pieces)
  const memory = new WebAssembly.Memory({ initial: Math.ceil((8 * length) / 65536) })
  const source = new Float32Array(memory.buffer, 0, length).fill(1)
  const target = new Float32Array(memory.buffer, 4 * length, length)
  return {
    run: () => {
      for (let piece = 0; piece < pieces; piece += 1) target.set(source)
    },
  }
}

/** One step of Adam by a loop over the heap; see `engine/adam.ts` for what it means. */
import { adamBy, type AdamNumbers } from '../../adam.js'
import type { Backend } from '../../backend.js'
import type { Kernels } from '../kernels.js'

type Floats = Float32Array

const step = (
  [p, g, m, v]: readonly [Floats, Floats, Floats?, Floats?],
  [next, nextM, nextV]: readonly [Floats, Floats, Floats],
  { decay, keep, beta1, rest1, beta2, rest2, rate, rootScale, epsilon }: AdamNumbers,
): void => {
  for (let i = 0; i < next.length; i += 1) {
    const value = p[i] as number
    const gradient = (g[i] as number) + decay * value
    const first = rest1 * gradient + (m === undefined ? 0 : beta1 * (m[i] as number))
    const second = rest2 * gradient * gradient + (v === undefined ? 0 : beta2 * (v[i] as number))
    nextM[i] = first
    nextV[i] = second
    next[i] = keep * value - (rate * first) / (Math.sqrt(second) * rootScale + epsilon)
  }
}

export const adam = (kernels: Kernels): Backend['adam'] =>
  adamBy((p, g, moments, numbers) =>
    moments === undefined
      ? kernels.loop([p, g], [p.shape, p.shape, p.shape], (read, written) => step(read, written, numbers))
      : kernels.loop([p, g, ...moments], [p.shape, p.shape, p.shape], (read, written) => step(read, written, numbers)),
  )

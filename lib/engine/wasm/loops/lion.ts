/** One step of Lion by a loop over the heap; see `engine/lion.ts` for what it means. */
import type { Backend } from '../../backend.js'
import { lionBy, type LionNumbers } from '../../lion.js'
import type { Kernels } from '../kernels.js'

type Floats = Float32Array

const step = (
  [p, g, m]: readonly [Floats, Floats, Floats?],
  [next, nextM]: readonly [Floats, Floats],
  { keep, beta1, rest1, beta2, rest2, rate }: LionNumbers,
): void => {
  for (let i = 0; i < next.length; i += 1) {
    const gradient = g[i] as number
    const moment = m === undefined ? 0 : (m[i] as number)
    next[i] = keep * (p[i] as number) - rate * Math.sign(beta1 * moment + rest1 * gradient)
    nextM[i] = beta2 * moment + rest2 * gradient
  }
}

export const lion = (kernels: Kernels): Backend['lion'] =>
  lionBy((p, g, moment, numbers) =>
    moment === undefined
      ? kernels.loop([p, g], [p.shape, p.shape], (read, written) => step(read, written, numbers))
      : kernels.loop([p, g, moment], [p.shape, p.shape], (read, written) => step(read, written, numbers)),
  )

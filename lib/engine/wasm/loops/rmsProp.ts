/** One step of RMSProp by a loop over the heap; see `engine/rmsProp.ts` for what it means. */
import type { Backend } from '../../backend.js'
import { rmsPropBy, type RmsPropNumbers } from '../../rmsProp.js'
import type { Kernels } from '../kernels.js'

type Floats = Float32Array

const step = (
  [p, g, s, v]: readonly [Floats, Floats, ...Floats[]],
  [next, nextS, nextV]: readonly [Floats, Floats, ...Floats[]],
  { decay, alpha, rest, epsilon, momentum, rate }: RmsPropNumbers,
): void => {
  for (let i = 0; i < next.length; i += 1) {
    const value = p[i] as number
    const gradient = (g[i] as number) + decay * value
    const square = rest * gradient * gradient + (s === undefined ? 0 : alpha * (s[i] as number))
    const direction = gradient / (Math.sqrt(square) + epsilon)
    const moved = direction + (v === undefined ? 0 : momentum * (v[i] as number))
    nextS[i] = square
    if (nextV !== undefined) nextV[i] = moved
    next[i] = value - rate * moved
  }
}

export const rmsProp = (kernels: Kernels): Backend['rmsProp'] =>
  rmsPropBy((p, g, kept, numbers) => {
    const { shape } = p
    const velocity = numbers.momentum === 0 ? [] : [shape]
    return kernels.loop([p, g, ...kept], [shape, shape, ...velocity], (read, written) => step(read, written, numbers))
  })

import { beforeAll, describe, expect, test } from 'vitest'
import { parameterOf } from '../../../lib/engine/activation.js'
import { activationKind } from '../../../lib/engine/wasm/simd/activationKind.js'
import { activationReference } from '../../reference/activation.js'
import { sgd } from '../../reference/sgd.js'
import { activations } from '../activations.js'
import { arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { guardedHeap } from './guardedHeap.js'

const lengths = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 64, 67, 1001]
const special = Float32Array.of(Number.NaN, Infinity, -Infinity, -0, 0, 1e-45, -1e-45, 3e38, -3e38, 1, -1)

describe('elementwise kernels', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })
  const values = (seed: number, length: number): Float32Array => Float32Array.from(arrayFrom(seed, [length]).values)

  /** Random values at every length, then special ones at every place of a vector. */
  const pairs = function* (): Generator<readonly [Float32Array, Float32Array]> {
    for (const length of lengths) yield [values(length, length), values(length + 1, length)]
    for (let place = 0; place < special.length; place += 1) {
      const turned = Float32Array.from(special, (_, i) => special[(i + place) % special.length]!)
      yield [special, turned]
    }
  }

  test('add', () => {
    for (const [a, b] of pairs()) {
      const [sum] = heap([a, b], [a.length], 0, (simd, ins, outs) => simd.addElements(ins[0]!, ins[1]!, outs[0]!, a.length))
      expect(sum).toEqual(a.map((value, i) => value + b[i]!))
    }
  })

  test('multiply', () => {
    for (const [a, b] of pairs()) {
      const [product] = heap([a, b], [a.length], 0, (simd, ins, outs) => simd.multiplyElements(ins[0]!, ins[1]!, outs[0]!, a.length))
      expect(product).toEqual(a.map((value, i) => value * b[i]!))
    }
  })

  test('divide', () => {
    for (const [a, b] of pairs()) {
      const [quotient] = heap([a, b], [a.length], 0, (simd, ins, outs) => simd.divideElements(ins[0]!, ins[1]!, outs[0]!, a.length))
      expect(quotient).toEqual(a.map((value, i) => value / b[i]!))
    }
  })

  test('e^x and the logarithm, in float64 and rounded once, also in their own place', () => {
    for (const [kernel, of] of [
      ['expElements', Math.exp],
      ['logElements', Math.log],
    ] as const)
      for (const [a] of pairs()) {
        const [output, inPlace] = heap([a], [a.length, a.length], 0, (simd, ins, outs) => {
          simd[kernel](ins[0]!, outs[0]!, a.length)
          simd.addElements(ins[0]!, ins[0]!, outs[1]!, a.length)
          simd[kernel](outs[1]!, outs[1]!, a.length)
        })
        expect(output).toEqual(a.map(of))
        expect(inPlace).toEqual(Float32Array.from(a, (x) => x + x).map(of))
      }
  })

  test('combine, in float64 and rounded once', () => {
    for (const [a, b] of pairs()) {
      const [sum] = heap([a, b], [a.length], 0, (simd, ins, outs) => simd.combineElements(0.9, ins[0]!, -0.1, ins[1]!, outs[0]!, a.length))
      expect(sum).toEqual(a.map((value, i) => 0.9 * value + -0.1 * b[i]!))
    }
  })

  test('sign', () => {
    for (const [a] of pairs()) {
      const [signs] = heap([a], [a.length], 0, (simd, ins, outs) => simd.signElements(ins[0]!, outs[0]!, a.length))
      expect(signs).toEqual(a.map((value) => Math.sign(value) + 0))
    }
  })

  test('squares added up in float64 beside what is there, and their root', () => {
    for (const [a] of pairs()) {
      const [root] = heap([a], [1], 8, (simd, ins, outs, sum) => {
        simd.clear(sum, 8)
        for (let time = 0; time < 2; time += 1) simd.addSquares(ins[0]!, sum, a.length)
        simd.storeRoot(sum, outs[0]!)
      })
      const squares = 2 * Array.from(a).reduce((total, value) => total + value * value, 0)
      expectClose(root, [Math.fround(Math.sqrt(squares))], 'root', 1e-7)
    }
  })

  test('scaled to a norm, and within bounds', () => {
    for (const [a] of pairs()) {
      for (const norm of [0, 0.5, 4, Number.NaN]) {
        const given = Float32Array.of(norm)
        const [scaled] = heap([a, given], [a.length], 0, (simd, ins, outs) =>
          simd.scaleToNorm(ins[0]!, ins[1]!, outs[0]!, a.length, 2, 1e-6),
        )
        const factor = Number.isNaN(norm) ? norm : Math.fround(Math.min(1, 2 / (norm + 1e-6)))
        expect(scaled).toEqual(a.map((value) => factor * value))
      }
      const [bounded] = heap([a], [a.length], 0, (simd, ins, outs) => simd.boundElements(ins[0]!, outs[0]!, a.length, 0.75))
      expect(bounded).toEqual(a.map((value) => (Number.isFinite(value) ? Math.min(Math.max(value, -0.75), 0.75) : Number.NaN)))
    }
  })

  test.each(activations)('%o and its gradient, also in its own place', (activation) => {
    const [kind, parameter, { value }] = [activationKind(activation), parameterOf(activation), activationReference(activation)]
    for (const [a, b] of pairs()) {
      const [output, inPlace] = heap([a], [a.length, a.length], 0, (simd, ins, outs) => {
        simd.activate(kind, parameter, ins[0]!, outs[0]!, a.length)
        simd.addElements(ins[0]!, ins[0]!, outs[1]!, a.length)
        simd.activate(kind, parameter, outs[1]!, outs[1]!, a.length)
      })
      expectClose(output, a.map(value), 'output', 1e-6)
      expectClose(inPlace, Float32Array.from(a, (x) => x + x).map(value), 'in its place', 1e-6)
      const [gradient] = heap([a, b], [a.length], 0, (simd, ins, outs) =>
        simd.activateGradient(kind, parameter, ins[0]!, ins[1]!, outs[0]!, a.length),
      )
      const [ones] = heap([a, a.map(() => 1)], [a.length], 0, (simd, ins, outs) =>
        simd.activateGradient(kind, parameter, ins[0]!, ins[1]!, outs[0]!, a.length),
      )
      const cutsOff = activation._tag === 'relu' || activation._tag === 'relu6' || activation._tag === 'hardSwish'
      expect(gradient).toEqual(b.map((dy, i) => (cutsOff && ones![i] === 0 ? 0 : dy * ones![i]!)))
    }
  })

  test('the rectifier to the bit', () => {
    for (const [a, b] of pairs()) {
      const [output] = heap([a], [a.length], 0, (simd, ins, outs) => simd.activate(0, 0, ins[0]!, outs[0]!, a.length))
      // The sign of a zero is nobody's business.
      expect(output!.map((value) => value + 0)).toEqual(a.map((value) => Math.max(value, 0)))
      const [gradient] = heap([output!, b], [a.length], 0, (simd, ins, outs) =>
        simd.activateGradient(0, 0, ins[0]!, ins[1]!, outs[0]!, a.length),
      )
      expect(gradient).toEqual(b.map((value, i) => (output![i] === 0 ? 0 : value)))
    }
  })

  test.each([
    { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0.01 },
    { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 0.01 },
    { learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0 },
  ])('gradient descent at every length: %o', (options) => {
    const { learningRate, momentum, nesterov, weightDecay } = options
    const velocities = momentum === 0 ? 0 : 1
    for (const length of lengths) {
      const [start, first, second] = [values(1, length), values(2, length), values(3, length)]
      const expected = sgd(Float64Array.from(start), [Float64Array.from(first), Float64Array.from(second)], options)
      const step = (p: Float32Array, g: Float32Array, v: readonly Float32Array[]): readonly Float32Array[] =>
        heap([p, g, ...v], [length, ...new Array<number>(velocities).fill(length)], 0, (simd, ins, outs) =>
          simd.descend(
            ins[0]!,
            ins[1]!,
            ins[2] ?? 0,
            outs[0]!,
            outs[1] ?? 0,
            length,
            learningRate,
            momentum,
            weightDecay,
            nesterov ? 1 : 0,
          ),
        )
      const [once, ...velocity] = step(start, first, [])
      expectClose(once, expected[0]!, 'first step', 1e-6)
      const [twice] = step(once!, second, velocity)
      expectClose(twice, expected[1]!, 'second step', 1e-6)
    }
  })
})

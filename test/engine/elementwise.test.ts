import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relu } from '../../lib/layer/relu.js'
import { arbitrarySeed, arrayFrom, gridFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const arbitraryShape = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 0, maxLength: 4 })

describeOnBackends(
  'elementwise operations',
  (backend, { within, runs }) => {
    test('relu and its gradient, which is 0 at 0', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, async (shape, seed) => {
          const input = gridFrom(seed, shape)
          const outputGradient = arrayFrom(seed + 1, shape)
          const found = await evaluate(backend(), { input, outputGradient }, (arrays) => {
            const { share, activation } = backend()
            const [output, pullback] = activation.differentiate(share(arrays.input), relu)
            return { applied: activation.apply(share(arrays.input), relu), output, gradient: pullback(share(arrays.outputGradient)).input }
          })
          expectClose(
            found.applied,
            input.values.map((x) => (x > 0 ? x : 0)),
            'apply',
            0,
          )
          expect(found.output).toEqual(found.applied)
          expectClose(
            found.gradient,
            outputGradient.values.map((dy, i) => (input.values[i]! > 0 ? dy : 0)),
            'gradient',
            0,
          )
        }),
        { numRuns: runs(60) },
      ))

    test('relu keeps a NaN and infinities, and stops an infinite gradient at a cell that is off', async () => {
      const input = { shape: [6], values: Float64Array.of(Number.NaN, Infinity, -Infinity, -0, -1, 1) }
      const outputGradient = { shape: [6], values: Float64Array.of(2, 3, Infinity, Number.NaN, Infinity, Number.NaN) }
      const found = await evaluate(backend(), { input, outputGradient }, (arrays) => {
        const [output, pullback] = backend().activation.differentiate(backend().share(arrays.input), relu)
        return { output, gradient: pullback(backend().share(arrays.outputGradient)).input }
      })
      expect(found.output.map((value) => value + 0)).toEqual(Float32Array.of(Number.NaN, Infinity, 0, 0, 0, 1))
      expect(found.gradient).toEqual(Float32Array.of(2, 3, 0, 0, 0, Number.NaN))
    })

    test('multiply by a borrowed factor, forward and backward', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, async (shape, seed) => {
          const [input, factor, outputGradient] = [arrayFrom(seed, shape), gridFrom(seed + 1, shape), arrayFrom(seed + 2, shape)]
          const found = await evaluate(backend(), { input, factor, outputGradient }, (arrays) => {
            const { share, multiply } = backend()
            const [output, pullback] = multiply.differentiate(share(arrays.input), arrays.factor)
            return {
              applied: multiply.apply(share(arrays.input), arrays.factor),
              output,
              gradient: pullback(share(arrays.outputGradient)).input,
            }
          })
          expectClose(
            found.applied,
            input.values.map((x, i) => x * factor.values[i]!),
            'apply',
            within(1e-7),
          )
          expect(found.output).toEqual(found.applied)
          expectClose(
            found.gradient,
            outputGradient.values.map((dy, i) => dy * factor.values[i]!),
            'gradient',
            within(1e-7),
          )
        }),
        { numRuns: runs(40) },
      ))

    test('divide', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, async (shape, seed) => {
          const [left, drawn] = [arrayFrom(seed, shape), arrayFrom(seed + 1, shape)]
          const right = { shape, values: drawn.values.map((value) => (value < 0 ? value - 0.1 : value + 0.1)) }
          const found = await evaluate(backend(), { left, right }, (arrays) => ({ quotient: backend().divide(arrays.left, arrays.right) }))
          expectClose(
            found.quotient,
            left.values.map((value, i) => value / right.values[i]!),
            'quotient',
            within(2e-7),
          )
        }),
        { numRuns: runs(40) },
      ))

    test('e^x and the logarithm, over the whole range of float32, to a unit of the last place or two', async () => {
      const patterns = Uint32Array.from({ length: runs(40_000) }, (_, at) => Math.floor((at / runs(40_000)) * 2 ** 32))
      const near = Array.from({ length: runs(20_000) }, (_, at) => (at / runs(20_000)) * 240 - 120)
      const nearOne = Array.from({ length: runs(20_000) }, (_, at) => 0.5 + (at / runs(20_000)) * 1.5)
      const special = [0, -0, 1, -1, 88.72283, 88.72284, 89, -87, -104, Infinity, -Infinity, Number.NaN, 2 ** -126, 3.4e38, -3.4e38, 1e-40]
      const values = Float64Array.from([...new Float32Array(patterns.buffer), ...near, ...nearOne, ...special].map(Math.fround))
      const input = { shape: [values.length], values }
      const found = await evaluate(backend(), { input }, (arrays) => ({
        exp: backend().exp(arrays.input),
        log: backend().log(arrays.input),
      }))
      const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126
      for (const [name, of] of [
        ['exp', Math.exp],
        ['log', Math.log],
      ] as const) {
        const wrong = Array.from(values, (x, at) => {
          const [expected, y] = [of(x), found[name]![at]!]
          const rounded = Math.fround(expected)
          // half a unit of the last place where it is rounded once; a GPU has no numbers so small
          const unit = Math.max(2 ** (Math.floor(Math.log2(Math.abs(rounded))) - 23), 2 ** -149)
          const isExact = within(0) === 0
          if (!isExact && (isSubnormal(x) || Math.abs(expected) < 1.7e-38)) return undefined
          return Object.is(y + 0, rounded + 0) || Math.abs(y - expected) <= (isExact ? 0.51 : 3) * unit ? undefined : { x, y, expected }
        }).filter((each) => each !== undefined)
        expect({ name, count: wrong.length, first: wrong.slice(0, 4) }).toEqual({ name, count: 0, first: [] })
      }
    })

    test('add, combine and sign', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, async (shape, seed) => {
          const [left, right] = [gridFrom(seed, shape), arrayFrom(seed + 1, shape)]
          const found = await evaluate(backend(), { left, right }, (arrays) => {
            const { share, add, combine, sign } = backend()
            return {
              sum: add(share(arrays.left), share(arrays.right)),
              twice: add(share(arrays.right), share(arrays.right)),
              combined: combine(0.9, arrays.left, -0.25, arrays.right),
              sign: sign(arrays.left),
            }
          })
          expectClose(
            found.sum,
            left.values.map((value, i) => value + right.values[i]!),
            'sum',
            within(1e-7),
          )
          expectClose(
            found.twice,
            right.values.map((value) => 2 * value),
            'twice',
            within(1e-7),
          )
          expectClose(
            found.combined,
            left.values.map((value, i) => 0.9 * value - 0.25 * right.values[i]!),
            'combined',
            within(1e-7),
          )
          expectClose(
            found.sign,
            left.values.map((value) => Math.sign(value) + 0),
            'sign',
            0,
          )
        }),
        { numRuns: runs(40) },
      ))

    test('the sign of 0 is 0, of NaN NaN, of an infinity one', async () => {
      const input = { shape: [5], values: Float64Array.of(-0, 0, Number.NaN, Infinity, -Infinity) }
      const { sign } = await evaluate(backend(), { input }, (arrays) => ({ sign: backend().sign(arrays.input) }))
      expect(sign).toEqual(Float32Array.of(0, 0, Number.NaN, 1, -1))
    })

    // [..., 8] and [..., 96] lie alike on every device; a GPU cuts rows anew where four channels do not fill a texel
    test.each([
      { channels: 8, isSeen: true },
      { channels: 5, isSeen: false },
    ])(
      'reshape keeps the values, and their memory where it can, and gives the gradient its shape back: %o',
      async ({ channels, isSeen }) => {
        const size = 12 * channels
        const [input, outputGradient] = [arrayFrom(1, [2, 3, 4, channels]), arrayFrom(2, [2, size])]
        const found = await evaluate(backend(), { input, outputGradient }, (arrays) => {
          const { share, reshape, liveArrays } = backend()
          const { bytes } = liveArrays()
          const [output, pullback] = reshape.differentiate(share(arrays.input), [2, size])
          expect(output.shape).toEqual([2, size])
          const gradient = pullback(share(arrays.outputGradient)).input
          expect(gradient.shape).toEqual([2, 3, 4, channels])
          if (isSeen) expect(liveArrays().bytes).toBe(bytes)
          return { output, gradient, flat: reshape.apply(share(arrays.input), [2 * size]) }
        })
        expectClose(found.output, input.values, 'output', 0)
        expectClose(found.gradient, outputGradient.values, 'gradient', 0)
        expectClose(found.flat, input.values, 'flat', 0)
      },
    )
  },
  implementations,
)

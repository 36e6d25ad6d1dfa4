/** Operations that formulas alone have, by values and gradients of float64. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Compute } from '../../lib/layer/formula.js'
import { differentiated, evaluated } from '../../lib/layer/formulaPasses.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { evaluate } from '../engine/evaluate.js'
import { expectClose } from '../engine/expectClose.js'

describeOnBackends('formulas', (backend, { runs, within }) => {
  test('divide, by values and gradients of float64', () =>
    fc.assert(
      fc.asyncProperty(arbitrarySeed, async (seed) => {
        const drawn = arrayFrom(seed, [2, 5])
        const own = { shape: drawn.shape, values: drawn.values.map((value) => (value < 0 ? value - 0.2 : value + 0.2)) }
        const [input, outputGradient] = [arrayFrom(seed + 1, [2, 5]), arrayFrom(seed + 2, [2, 5])]
        const compute: Compute = (formula, x, { own: divisor }) => formula.divide(x, divisor!)
        const found = await evaluate(backend(), { input, own, outputGradient }, (arrays) => {
          const { share } = backend()
          const { output, pullback } = differentiated(backend(), compute, share(arrays.input), { own: arrays.own }, ['input', 'arrays'])
          const gradients = pullback(share(arrays.outputGradient))
          return { output, input: gradients.input, own: gradients.arrays.own }
        })
        const of = (value: (x: number, y: number, dy: number) => number) =>
          input.values.map((x, i) => value(x, own.values[i]!, outputGradient.values[i]!))
        const tolerance = within(1e-6)
        expectClose(
          found.output,
          of((x, y) => x / y),
          'output',
          tolerance,
        )
        expectClose(
          found.input,
          of((_x, y, dy) => dy / y),
          'the gradient of what is divided',
          tolerance,
        )
        expectClose(
          found.own,
          of((x, y, dy) => (-dy * x) / (y * y)),
          'the gradient of what divides',
          tolerance,
        )
      }),
      { numRuns: runs(40) },
    ))

  test('take channels, by values and gradients of float64', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom<readonly number[]>([2, 9], [2, 2, 3, 9], [9]),
        fc.nat({ max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        arbitrarySeed,
        async (shape, from, count, seed) => {
          const to = Math.min(9, from + count)
          const outputShape = [...shape.slice(0, -1), to - from]
          const [input, own] = [arrayFrom(seed, shape), arrayFrom(seed + 1, shape)]
          const outputGradient = arrayFrom(seed + 2, outputShape)
          // of the input twice, whose gradient adds up
          const compute: Compute = (formula, x, arrays) =>
            formula.multiply(
              formula.channels(x, from, to),
              formula.add(formula.channels(arrays.own!, from, to), formula.channels(x, from, to)),
            )
          const found = await evaluate(backend(), { input, own, outputGradient }, (arrays) => {
            const { share } = backend()
            const { output, pullback } = differentiated(backend(), compute, share(arrays.input), { own: arrays.own }, ['input', 'arrays'])
            expect(output.shape).toEqual(outputShape)
            const applied = evaluated(backend(), compute, share(arrays.input), { own: arrays.own })
            const gradients = pullback(share(arrays.outputGradient))
            return { applied, output, input: gradients.input, own: gradients.arrays.own }
          })
          const chosen = (at: number): boolean => at % 9 >= from && at % 9 < to
          const slopes = Float64Array.from(input.values, () => 0)
          let next = 0
          for (let at = 0; at < slopes.length; at += 1) if (chosen(at)) slopes[at] = outputGradient.values[next++]!
          const [xs, ys] = [input.values, own.values]
          const value = xs.map((x, at) => x * (ys[at]! + x))
          expectClose(
            found.output,
            value.filter((_, at) => chosen(at)),
            'output',
            within(1e-6),
          )
          expect(found.applied).toEqual(found.output)
          expectClose(
            found.input,
            slopes.map((dy, at) => dy * (2 * xs[at]! + ys[at]!)),
            'the gradient of the input',
            within(1e-6),
          )
          expectClose(
            found.own,
            slopes.map((dy, at) => dy * xs[at]!),
            "the gradient of the layer's own",
            within(1e-6),
          )
        },
      ),
      { numRuns: runs(40) },
    ))

  test('what channels there are not is said', () => {
    const taken = (from: unknown, to: unknown) => () =>
      backend().scope(() =>
        evaluated(
          backend(),
          (formula, x) => formula.channels(x, from as number, to as number),
          backend().upload(new Float32Array(6), [2, 3]),
          {},
        ),
      )
    for (const [from, to] of [
      [0, 4],
      [2, 2],
      [-1, 2],
      [0.5, 2],
      ['0', 2],
      [1, undefined],
    ])
      expect(taken(from, to)).toThrow(
        `narrownet: a formula cannot take channels ${from === '0' ? '"0"' : from} up to but without ${to} of [2,3]`,
      )
  })

  test.each([
    ['exp', Math.exp, Math.exp, (x: number) => 3 * x],
    ['log', Math.log, (x: number) => 1 / x, (x: number) => Math.exp(4 * x)],
  ] as const)('%s, by values and gradients of float64', (name, value, slope, of) =>
    fc.assert(
      fc.asyncProperty(arbitrarySeed, async (seed) => {
        const drawn = arrayFrom(seed, [2, 5])
        const input = { shape: drawn.shape, values: drawn.values.map(of).map(Math.fround) }
        const outputGradient = arrayFrom(seed + 1, [2, 5])
        const found = await evaluate(backend(), { input, outputGradient }, (arrays) => {
          const { share } = backend()
          const { output, pullback } = differentiated(backend(), (formula, x) => formula[name](x), share(arrays.input), {}, ['input'])
          return { output, input: pullback(share(arrays.outputGradient)).input }
        })
        expectClose(found.output, input.values.map(value), 'output', within(2e-7))
        expectClose(
          found.input,
          input.values.map((x, at) => outputGradient.values[at]! * slope(x)),
          'gradient',
          within(4e-7),
        )
      }),
      { numRuns: runs(40) },
    ),
  )
})

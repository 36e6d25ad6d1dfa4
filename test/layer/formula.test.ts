/** Formulas by value: convolutions as the layer has them, and gradients of what is asked for alone. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import type { Compute, ConvolutionMove } from '../../lib/layer/formula.js'
import { type Asked, differentiated, evaluated } from '../../lib/layer/formulaPasses.js'
import { samePaddings } from '../../lib/layer/kernel.js'
import { conv2d, conv2dGradients } from '../reference/conv2d.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { type ConvolutionCase, fitting, perAxis } from '../engine/convolutionLaws.js'
import { evaluate } from '../engine/evaluate.js'
import { expectClose } from '../engine/expectClose.js'
import { valuesOf } from '../engine/valuesOf.js'

const windows: fc.Arbitrary<ConvolutionCase> = fitting(
  fc.record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    inChannels: fc.integer({ min: 1, max: 3 }),
    outChannels: fc.integer({ min: 1, max: 3 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: perAxis(fc.constantFrom(1, 2, 3)),
    padding: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })),
    dilation: perAxis(fc.constantFrom(1, 1, 2)),
    withBias: fc.constant(false),
    seed: arbitrarySeed,
  }),
  // as of layers: less than the kernel
).filter(({ kernel, padding }) => [0, 1].every((axis) => (padding as readonly number[])[axis]! < (kernel as readonly number[])[axis]!))

/** Every operation, of a term that is given and of those that are a layer's own. */
const everything: Compute = (formula, x, { factors, offsets, filter, weight, other }) => {
  const [y, f, o, c, w] = [other!, factors!, offsets!, filter!, weight!]
  const scaled = formula.shift(formula.scale(x, f), o)
  const convolved = formula.conv2d(formula.activation(y, { _tag: 'tanh' }), c)
  const shared = formula.divide(scaled, formula.activation(y, { _tag: 'softplus' }))
  const powers = formula.log(formula.add(formula.exp(formula.channels(x, 1, 3)), formula.exp(formula.channels(y, 0, 2))))
  const both = formula.concatenate(powers, formula.channels(formula.multiply(shared, convolved), 2, 4))
  const joined = formula.concatenate(both, formula.softmax(y), formula.combine(2, x, 3, y))
  const pooled = formula.add(formula.globalAveragePool(joined), formula.constant(0.5, { shape: [2, 12] }))
  return formula.reshape(formula.linear(formula.logSoftmax(pooled), w), [2, 3, 1])
}
const map = arrayFrom(1, [2, 3, 3, 4])
const own = {
  factors: arrayFrom(2, [4]),
  offsets: arrayFrom(3, [4]),
  filter: arrayFrom(4, [3, 3, 4, 4]),
  weight: arrayFrom(5, [12, 3]),
  other: arrayFrom(6, [2, 3, 3, 4]),
}

describeOnBackends('formulas', (backend, { runs, within }) => {
  const convolved = async (
    drawn: ConvolutionCase,
    told: ConvolutionMove | undefined,
    padding: ConvolutionCase['padding'],
  ): Promise<void> => {
    const { batch, height, width, inChannels, outChannels, kernel, seed, stride, dilation } = drawn
    const window = { stride: told === undefined ? 1 : stride, padding, dilation: told === undefined ? 1 : dilation }
    const input = arrayFrom(seed, [batch, height, width, inChannels])
    const filter = arrayFrom(seed + 1, [...(kernel as readonly number[]), inChannels, outChannels])
    const expected = conv2d(input, filter, undefined, window)
    const outputGradient = arrayFrom(seed + 2, expected.shape)
    const gradients = conv2dGradients(input, filter, outputGradient, window)
    const compute: Compute = (formula, x, arrays) => formula.conv2d(x, arrays.filter!, told)
    const found = await evaluate(backend(), { input, filter, outputGradient }, (arrays) => {
      const { share } = backend()
      const { output, pullback } = differentiated(backend(), compute, share(arrays.input), { filter: arrays.filter }, ['input', 'arrays'])
      const applied = evaluated(backend(), compute, share(arrays.input), { filter: arrays.filter })
      expect(output.shape).toEqual(expected.shape)
      const { input: inputGradient, arrays: own } = pullback(share(arrays.outputGradient))
      return { applied, output, input: inputGradient, filter: own.filter }
    })
    const tolerance = within(1e-5)
    expectClose(found.applied, expected.values, 'applied', tolerance)
    expectClose(found.output, expected.values, 'output', tolerance)
    expectClose(found.input, gradients.input.values, 'the gradient of the input', tolerance)
    expectClose(found.filter, gradients.weight.values, 'the gradient of the filter', tolerance)
  }

  test('convolve by windows of any sides, steps, paddings and dilations, by values and gradients of float64', async () => {
    await fc.assert(
      fc.asyncProperty(windows, (drawn) =>
        convolved(drawn, { stride: drawn.stride, padding: drawn.padding, dilation: drawn.dilation }, drawn.padding),
      ),
      { numRuns: runs(60) },
    )
  })

  test("of a filter alone, as the layer does: by 1, padded to 'same'", async () => {
    for (const kernel of [
      [3, 3],
      [1, 5],
      [2, 4],
    ] as const) {
      const drawn = {
        batch: 2,
        height: 6,
        width: 7,
        inChannels: 2,
        outChannels: 3,
        kernel,
        stride: 1,
        padding: 0,
        withBias: false,
        seed: 3,
      }
      await convolved(drawn, undefined, samePaddings(kernel, 1))
    }
  })

  test('what no window can be is said', () => {
    const given = { input: { shape: [1, 4, 4, 1], values: new Float64Array(16) }, filter: arrayFrom(1, [3, 3, 1, 1]) }
    const told = (options: unknown) => () =>
      backend().scope(() => {
        const [input, filter] = [given.input, given.filter].map(({ values, shape }) => backend().upload(Float32Array.from(values), shape))
        evaluated(backend(), (formula, x, arrays) => formula.conv2d(x, arrays.filter!, options as never), input!, { filter: filter! })
      })
    expect(told({ stride: 0 })).toThrow('narrownet: a formula’s conv2d: stride is 0: at least 1 is needed')
    expect(told({ padding: [3, 1] })).toThrow('narrownet: a formula’s conv2d: padding[0] is 3, not a whole number from 0 to 2')
    expect(told({ kernelSize: 3 })).toThrow(
      'narrownet: a formula’s conv2d: unknown option kernelSize, not one of stride, padding, dilation',
    )
  })

  test('give to each what is asked for the same bits, whatever else is asked for', async () => {
    const of = (asked: readonly Asked[]) =>
      evaluate(backend(), { map, ...own }, ({ map: input, ...arrays }) => {
        const { output, pullback } = differentiated(backend(), everything, backend().share(input), arrays, asked)
        const found = pullback(backend().filled(output.shape, (values) => values.fill(0.3)))
        expect(Object.keys(found.arrays)).toEqual(asked.includes('arrays') ? Object.keys(own) : [])
        return { output, map: found.input, ...found.arrays } as Record<string, DeviceArray | undefined>
      })
    const both = await of(['input', 'arrays'])
    for (const asked of [['input'], ['arrays'], []] as const)
      for (const [name, values] of Object.entries(await of(asked))) expect([name, values]).toEqual([name, both[name]])
    const applied = await evaluate(backend(), { map, ...own }, ({ map: input, ...arrays }) => ({
      output: evaluated(backend(), everything, backend().share(input), arrays),
    }))
    expect(applied.output).toEqual(both.output)
  })

  test('make no way back of what nothing asked for depends on', async () => {
    const made: string[] = []
    const counting: Backend = {
      ...backend(),
      softmax: {
        apply: (...given) => (made.push('softmax alone'), backend().softmax.apply(...given)),
        differentiate: (...given) => (made.push('softmax and back'), backend().softmax.differentiate(...given)),
      },
      multiply: {
        ...backend().multiply,
        apply: (...given) => (made.push('product'), backend().multiply.apply(...given)),
      },
    }
    const compute: Compute = (formula, x, { other }) => formula.multiply(formula.softmax(other!), formula.softmax(x))
    const input = backend().upload(Float32Array.of(1, 2), [1, 2])
    const other = backend().upload(Float32Array.of(3, 5), [1, 2])
    const { output, pullback } = differentiated(counting, compute, input, { other }, ['input'])
    const { input: gradient } = pullback(output)
    // two products: there, and back to the input
    expect(made.toSorted()).toEqual(['product', 'product', 'softmax alone', 'softmax and back'])
    expect(await valuesOf(backend(), gradient!)).toHaveLength(2)
    for (const array of [gradient!, other]) backend().release(array)
  })
})

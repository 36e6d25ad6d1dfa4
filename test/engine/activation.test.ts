import { expect, test } from 'vitest'
import type { Activation } from '../../lib/engine/activation.js'
import { activationReference } from '../reference/activation.js'
import { activations } from './activations.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'

/** The distance from a float32 of that size to the next. */
const unit = (value: number): number => Math.max(2 ** (Math.floor(Math.log2(Math.abs(value))) - 23), 2 ** -149)

/**
 * Numbers over the whole range of float32, infinities and NaNs too: every 65,521st of its patterns, and closer ones where the functions bend. Their count
 * is no multiple of 4.
 */
const sweep = (share: number): Float64Array => {
  const patterns = new Uint32Array(Math.ceil(65_551 * share))
  const stride = Math.floor(2 ** 32 / patterns.length)
  patterns.forEach((_, at) => {
    patterns[at] = at * stride
  })
  const near = Float32Array.from(
    { length: Math.ceil(60_001 * share) },
    (_, at, count = Math.ceil(60_001 * share)) => (at / count) * 240 - 120,
  )
  const nearest = Float32Array.from(
    { length: Math.ceil(60_001 * share) },
    (_, at, count = Math.ceil(60_001 * share)) => (at / count) * 24 - 12,
  )
  const corners = [
    0,
    -0,
    3,
    -3,
    6,
    100,
    -100,
    1e30,
    -1e30,
    3.4e38,
    -3.4e38,
    1e-40,
    -1e-40,
    2 ** -149,
    -(2 ** -149),
    Infinity,
    -Infinity,
    NaN,
  ]
  return Float64Array.from([...new Float32Array(patterns.buffer), ...near, ...nearest, ...corners.map(Math.fround)])
}

/** Of the last place: what a value may be off by, and a slope that is computed from the input. */
const units = 6

const savesOutput = ({ _tag: tag }: Activation): boolean => !['silu', 'gelu', 'geluTanh', 'hardSwish'].includes(tag)

const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126

describeOnBackends(
  'activations over the whole range of float32',
  (backend, { within, runs }) => {
    /** A GPU's processor may take a subnormal number for 0, and is told apart by `within`. */
    const exact = (): boolean => within(0) === 0

    const found = async (activation: Activation, inputs: Float64Array) => {
      const shape = [inputs.length]
      return evaluate(backend(), { input: { shape, values: inputs }, ones: { shape, values: inputs.map(() => 1) } }, (arrays) => {
        const operation = backend().activation
        const [output, pullback] = operation.differentiate(backend().share(arrays.input), activation)
        return {
          applied: operation.apply(backend().share(arrays.input), activation),
          output,
          slope: pullback(backend().share(arrays.ones)).input,
        }
      })
    }

    test.each(activations)('%o: values, and derivatives, to a few units of the last place', async (activation) => {
      const reference = activationReference(activation)
      const inputs = sweep(runs(100) / 100)
      const { applied, output, slope } = await found(activation, inputs)
      expect(output).toEqual(applied)
      const largest = activation._tag === 'elu' ? Math.max(activation.alpha, 1) : 1
      const wrong = Array.from(inputs, (x, at) => {
        if (!exact() && isSubnormal(x)) return undefined
        // a slope above 1 may leave the range
        const value = Number.isFinite(Math.fround(reference.value(x))) ? reference.value(x) : Math.fround(reference.value(x))
        const derivative = reference.slope(x)
        const [y, dy] = [applied[at] as number, slope[at] as number]
        if (Number.isNaN(x)) return Number.isNaN(y) ? undefined : { x, y }
        if (!Number.isFinite(value) || !Number.isFinite(x)) {
          if (y === value && dy === derivative) return undefined
          return { x, y, value, dy, derivative }
        }
        const sizeOfSlope = savesOutput(activation) ? largest : (reference.terms?.(x) ?? derivative)
        const valueLimit = exact() ? units * unit(value) : within(0) * Math.max(1, Math.abs(value))
        const slopeLimit = exact() ? units * unit(sizeOfSlope) : 2 * within(0) * Math.max(1, sizeOfSlope)
        return Math.abs(y - value) <= valueLimit && Math.abs(dy - derivative) <= slopeLimit
          ? undefined
          : { x, y, value, off: (y - value) / unit(value), dy, derivative, slopeOff: (dy - derivative) / unit(sizeOfSlope) }
      }).filter((each) => each !== undefined)
      expect({ count: wrong.length, first: wrong.slice(0, 6) }).toEqual({ count: 0, first: [] })
    })

    test('an infinite gradient stops where a rectifier is off', async () => {
      for (const activation of activations.filter(({ _tag: tag }) => tag === 'relu' || tag === 'relu6')) {
        const gradient = { shape: [4], values: Float64Array.of(Infinity, Number.NaN, -Infinity, 2) }
        const input = { shape: [4], values: Float64Array.of(-1, 0, -Infinity, 3) }
        const { slope } = await evaluate(backend(), { input, gradient }, (arrays) => {
          const [output, pullback] = backend().activation.differentiate(backend().share(arrays.input), activation)
          backend().release(output)
          return { slope: pullback(backend().share(arrays.gradient)).input }
        })
        expect(slope).toEqual(Float32Array.of(0, 0, 0, 2))
      }
    })

    test.each<[activation: unknown, sentence: string]>([
      [{ _tag: 'swish' }, 'narrownet: there is no activation "swish"'],
      [undefined, 'narrownet: there is no activation undefined'],
      [{ _tag: 'leakyRelu' }, 'narrownet: the slope of leakyRelu is undefined, not a positive number of float32 (2^-126 or more)'],
      [{ _tag: 'elu', alpha: 0 }, 'narrownet: the alpha of elu is 0, not a positive number of float32 (2^-126 or more)'],
    ])('%o is refused, and nothing is left behind', (activation, sentence) => {
      const on = backend()
      const before = on.liveArrays()
      const array = (...shape: readonly number[]) => on.upload(new Float32Array(shape.reduce((product, size) => product * size, 1)), shape)
      const wrong = activation as Activation
      const ending = { activation: wrong ?? ({ _tag: undefined } as never) }
      const options = { weight: array(2, 2), bias: undefined, needsInputGradient: false }
      expect(() => on.scope(() => on.activation.apply(array(2, 3), wrong))).toThrow(sentence)
      expect(() => on.scope(() => on.activation.differentiate(array(2, 3), wrong))).toThrow(sentence)
      expect(() => on.scope(() => on.linear.apply(array(2, 2), options, ending))).toThrow(sentence)
      on.release(options.weight)
      expect(on.liveArrays()).toEqual(before)
    })

    test('an array without numbers', async () => {
      const { output } = await evaluate(backend(), { input: { shape: [0, 3], values: new Float64Array(0) } }, (arrays) => ({
        output: backend().activation.apply(backend().share(arrays.input), { _tag: 'gelu' }),
      }))
      expect(output).toEqual(new Float32Array(0))
    })
  },
  implementations,
)

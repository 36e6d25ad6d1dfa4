/**
 * Dropout (Srivastava et al. 2014), inverted as everywhere today: in training each number is kept with probability 1 - rate and
 * divided by it, else 0; in evaluation nothing happens.
 */
import { either as E } from 'fp-ts'
import { bernoulli } from '../random/distributions.js'
import { invariant } from '../shape/invariant.js'
import { aNumber, finiteNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Share } from '../shape/share.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition } from './definition.js'

/** What `dropout` makes: a plain description, without arrays. */
export interface Dropout {
  readonly _tag: 'dropout'
  readonly rate: number
}

/**
 * In training each number becomes 0 with probability `rate` (0 <= rate < 1), and what is kept is divided by 1 - rate; the fit's key and the step
 * decide which. Otherwise it hands on its input.
 *
 * @example
 * dropout(0.5).rate // => 0.5
 */
export const dropout = carrying(
  () => dropoutDefinition,
  <const Rate extends number>(rate: Share<Rate, 'the rate'>): Dropout => {
    const spec: Dropout = { _tag: 'dropout', rate: checkedArgument('dropout', 'rate', aNumber, rate) }
    const problem = dropoutProblem(spec)
    return problem === undefined ? spec : invariant(`dropout: ${problem}`)
  },
)

const dropoutProblem = ({ rate }: Pick<Dropout, 'rate'>): string | undefined =>
  rate >= 0 && Math.fround(rate) < 1 ? undefined : `the rate is ${rate}: it must be at least 0 and less than 1`

declare module './rule.js' {
  interface Layers {
    dropout: Dropout
  }
  interface ShapeRules<Spec, Input extends Shape> {
    dropout: Input
  }
}

/** What the library knows of it. */
export const dropoutDefinition: Definition<Dropout> = {
  ...carrier,
  fields: { rate: finiteNumber },
  problem: dropoutProblem,
  channelwise: false,
  keepsZero: () => true,
  outputShape: (_spec, input) => E.right(input),
  archName: () => 'dropout',
  show: ({ rate }) => `dropout ${rate}`,
  asEnding: () => ({}),
  evaluate: (_backend, _spec, _arrays, input) => input,
  differentiateAtRest: (_backend, _spec, _arrays, input) => withoutArrays([input, (outputGradient) => ({ input: outputGradient })]),
  differentiate: (backend, { rate }, _arrays, input, { key }) => {
    const factor = backend.filled(input.shape, (values) => {
      bernoulli(key, values.length, 1 - rate).forEach((keep, at) => {
        values[at] = keep / (1 - rate)
      })
    })
    const [output, pullback] = backend.multiply.differentiate(input, factor)
    return withoutArrays([
      output,
      (outputGradient) => {
        const gradient = pullback(outputGradient)
        backend.release(factor)
        return gradient
      },
    ])
  },
}

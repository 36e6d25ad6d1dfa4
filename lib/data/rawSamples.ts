import { either as E } from 'fp-ts'
import { floats } from '../shape/kind.js'
import { elementCount, type Shape, showShape } from '../shape/shape.js'
import type { Normalization } from './normalization.js'
import type { Samples } from './samples.js'
import { type RawSamples, storedValues } from './storedValues.js'

/** Why raw samples cannot be answered: the field, what was expected and what was found. */
export interface SamplesError {
  readonly _tag: 'SamplesError'
  readonly field: 'length' | 'values'
  readonly expected: string
  readonly found: string
}

/**
 * The error as one sentence.
 *
 * @example
 * samplesErrorMessage({ _tag: 'SamplesError', field: 'values', expected: 'finite numbers', found: 'NaN in sample 2' })
 * // => 'samples: values: expected finite numbers, found NaN in sample 2'
 */
export const samplesErrorMessage = ({ field, expected, found }: SamplesError): string =>
  `samples: ${field}: expected ${expected}, found ${found}`

/** Raw samples of this shape, seen through this normalization; a `Left` for parts of samples, for none, and for numbers that are not finite. */
export const samplesOf = <In extends Shape>(
  given: RawSamples,
  shape: In,
  normalization: Normalization,
): E.Either<SamplesError, Samples<In>> => {
  const fail = (field: SamplesError['field'], expected: string, found: string) =>
    E.left({ _tag: 'SamplesError' as const, field, expected, found })
  const values = storedValues(given)
  const size = elementCount(shape)
  const count = values.length / size
  if (count === 0 || !Number.isInteger(count))
    return fail('length', `${size} numbers for each sample of ${showShape(shape)}, at least one sample`, `${values.length}`)
  const bad = floats.is(values) ? values.findIndex((value) => !Number.isFinite(value)) : -1
  return bad < 0
    ? E.right({ shape, values, rows: Uint32Array.from({ length: count }, (_, row) => row), normalization })
    : fail('values', 'finite numbers', `${values[bad]} in sample ${Math.floor(bad / size)}`)
}

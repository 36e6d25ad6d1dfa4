/**
 * From widths that only run time knows back to literals: the one way, and a checked one.
 */
import type * as t from 'io-ts'
import type { AtMost, Cfg } from '../shape/atMost.js'
import { codecOf } from './checked.js'

type Plain<Widths extends Cfg> = Widths extends readonly [...infer Entries extends (number | 'M')[]] ? Entries : Widths

/**
 * Decodes exactly this cfg, as its literal type.
 *
 * @example
 * E.isRight(cfgCodec([8, 16, 32]).decode([8, 16, 32])) // => true
 * E.isRight(cfgCodec([8, 16, 32]).decode([8, 16])) // => false
 */
export const cfgCodec = <const Widths extends Cfg>(cfg: Widths): t.Type<Plain<Widths>, Plain<Widths>, unknown> => {
  const is = (value: unknown): value is Plain<Widths> =>
    Array.isArray(value) && value.length === cfg.length && value.every((width, index) => width === cfg[index])
  return codecOf(`[${cfg.join(', ')}]`, is)
}

/**
 * Decodes a width from 1 to `bound`.
 *
 * @example
 * E.isRight(atMost(32).decode(20)) // => true
 * E.isRight(atMost(32).decode(33)) // => false
 */
export const atMost = <const Bound extends number>(bound: Bound): t.Type<AtMost<Bound>, number, unknown> => {
  const is = (value: unknown): value is AtMost<Bound> =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= bound
  return codecOf(`1..${bound}`, is)
}

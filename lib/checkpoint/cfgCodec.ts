/**
 * From widths that only run time knows back to literals: the one way, and a checked one.
 */
import type * as t from 'io-ts'
import type { AtMost, Cfg } from '../shape/atMost.js'
import { codecOf } from './checked.js'
import { either, listOf, oneOf, wholeNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'

type Plain<Widths extends Cfg> = Widths extends readonly [...infer Entries extends (number | 'M')[]] ? Entries : Widths

/**
 * Decodes exactly this cfg, as its literal type.
 *
 * @example
 * E.isRight(cfgCodec([8, 16, 32]).decode([8, 16, 32])) // => true
 * E.isRight(cfgCodec([8, 16, 32]).decode([8, 16])) // => false
 */
export const cfgCodec = <const Widths extends Cfg>(cfg: Widths): t.Type<Plain<Widths>, Plain<Widths>, unknown> => {
  checkedArgument<Cfg>('cfgCodec', 'cfg', listOf("widths and 'M'", either(wholeNumber(1), oneOf('M'))), cfg)
  const is = (value: unknown): value is Plain<Widths> =>
    // by the cfg's entries: `every` on the value would pass over holes
    Array.isArray(value) && value.length === cfg.length && cfg.every((width, index) => width === value[index])
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
  checkedArgument<number>('atMost', 'bound', wholeNumber(1), bound)
  const is = (value: unknown): value is AtMost<Bound> =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= bound
  return codecOf(`1..${bound}`, is)
}

/**
 * From widths that only run time knows back to literals: the one way, and a checked one.
 */
import { either as E, function as F } from 'fp-ts'
import type * as t from 'io-ts'
import type { AnyNetwork, Network } from '../network/network.js'
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

/** The network's widths are others than the ones asked for. */
export interface CfgMismatch {
  readonly _tag: 'CfgMismatch'
  readonly expected: Cfg
  readonly found: Cfg
}

/**
 * One sentence for a person.
 *
 * @example
 * cfgMessage({ _tag: 'CfgMismatch', expected: [8, 16], found: [8, 15] }) // => "the network's cfg is [8, 15], not [8, 16]"
 */
export const cfgMessage = ({ expected, found }: CfgMismatch): string =>
  `the network's cfg is [${found.join(', ')}], not [${expected.join(', ')}]`

/**
 * The same network with its cfg known to the compiler, or how its widths differ.
 *
 * @example
 * const slim = F.pipe(mlp({ input: [4], cfg: [6], classes: 2 }, key(0)), cut({ groups: [{ width: 6, kept: [0, 5] }] }), E.getOrElseW(() => { throw new Error() }))
 * E.isRight(refine([2])(slim)) // => true
 * refine([3])(slim) // => { _tag: 'Left', left: { _tag: 'CfgMismatch', expected: [3], found: [2] } }
 */
export const refine =
  <const Widths extends Cfg>(cfg: Widths) =>
  <N extends AnyNetwork>(network: N): E.Either<CfgMismatch, Network<N['input'], N['output'], Plain<Widths>, N['arch']>> =>
    F.pipe(
      cfgCodec(cfg).decode(network.cfg),
      E.bimap(
        (): CfgMismatch => ({ _tag: 'CfgMismatch', expected: cfg, found: network.cfg }),
        (known) => ({ ...network, cfg: known }),
      ),
    )

/**
 * Narrowing: the typed form of pruning. A criterion and the widths to keep; the result's type has the new cfg.
 *
 *     pipe(wide, narrow(l1Norm, [8, 16, 32]))      Network<..., [32, 64, 64], ...> becomes Network<..., [8, 16, 32], ...>
 */
import { either as E, function as F } from 'fp-ts'
import type { AnyNetwork, Network } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import type { Explain, Fits, PlainCfg } from '../shape/fits.js'
import { invariant } from '../shape/invariant.js'
import type { Criterion } from './criterion.js'
import { cut } from './cut.js'
import { planMessage } from './plan.js'
import { planBy } from './planTo.js'

/** A criterion that scores every network, or the sentence about one that may not. */
type Total<Failure> = [Failure] extends [never]
  ? Criterion<Failure>
  : 'this criterion may find nothing to score: use planTo, whose result is an Either'

type NewCfg<Old extends Cfg, New extends Cfg, Explained> = number extends Old['length']
  ? `the network is not known here: write pipe(network, narrow(criterion, cfg)) or narrowNetwork(network, criterion, cfg); give layers a key first, and refine a network from a file`
  : Fits<Old, New, Explained>

/**
 * Keep the highest-scored channels of each width in the cfg; data last, for `pipe`, where the compiler knows the network:
 * a width that does not fit is a sentence under its number, "cfg[2] is 96, wider than the network, which has 64 channels there".
 *
 * Nothing is to be disposed of: the narrowed network is another value, and shares the arrays that did not change. Narrowing to the same
 * cfg is identity. Scores of a layer are of the network as it is, see `planTo`.
 * Criteria that may have nothing to score (`batchNormScale`) are for `planTo`, whose result is an `Either`.
 *
 * @example
 * const wide = sequential(input(28, 28, 1), conv2d(1, 32), relu, flatten, linear(25088, 10))(key(0))
 * const slim = F.pipe(wide, narrow(l1Norm, [8]))
 * slim.cfg // => [8]
 */
export const narrow =
  <Net extends AnyNetwork, const New extends Cfg, Failure = never, Old extends Cfg = Net['cfg'], Explained = Explain<Old, New>>(
    criterion: Total<Failure>,
    cfg: NewCfg<Old, New, Explained>,
  ): ((network: Net) => Network<Net['input'], Net['output'], PlainCfg<New>, Net['arch']>) =>
  (network) =>
    narrowed<Net, New>('narrow', network, criterion as Criterion<never>, cfg as Cfg)

/**
 * The same, data first, for use outside `pipe`.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * narrowNetwork(wide, l1Norm, [3]).cfg // => [3]
 */
export const narrowNetwork = <
  Net extends AnyNetwork,
  const New extends Cfg,
  Failure = never,
  Old extends Cfg = Net['cfg'],
  Explained = Explain<Old, New>,
>(
  network: Net,
  criterion: Total<Failure>,
  cfg: NewCfg<Old, New, Explained>,
): Network<Net['input'], Net['output'], PlainCfg<New>, Net['arch']> =>
  narrowed<Net, New>('narrowNetwork', network, criterion as Criterion<never>, cfg as Cfg)

const narrowed = <Net extends AnyNetwork, New extends Cfg>(
  caller: string,
  network: Net,
  criterion: Criterion<never>,
  cfg: Cfg,
): Network<Net['input'], Net['output'], PlainCfg<New>, Net['arch']> =>
  F.pipe(
    network,
    planBy(caller, criterion, cfg),
    E.chainW((plan) => cut(plan)(network)),
    // the compiler has checked the cfg; whoever went past it meets the same words here
    E.getOrElseW((error) => invariant(`${caller}: ${planMessage(error)}`)),
  ) as Network<Net['input'], Net['output'], PlainCfg<New>, Net['arch']>

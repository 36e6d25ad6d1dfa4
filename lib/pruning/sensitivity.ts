/**
 * Sensitivity analysis: prune one layer at a time, evaluate without retraining (Li et al. 2017, section 3.2). Layers whose curve falls early
 * should keep more.
 */
import { either as E, taskEither as TE } from 'fp-ts'
import type { Dataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { aNumber, type Kind, kind, listOf } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { entered } from '../training/entered.js'
import { evaluate, evaluateKinds, type EvaluateOptions } from '../training/evaluate.js'
import type { FitError } from '../training/fitError.js'
import type { SamplesFor } from '../training/mismatch.js'
import { type Criterion, criterionKind } from './criterion.js'
import { cut } from './cut.js'
import type { PlanError } from './plan.js'
import { planByRatio } from './planTo.js'

/** How the network does with one layer pruned and the others whole. */
export interface Sensitivity {
  /** its place in the cfg, where an 'M' counts but has no rows */
  readonly index: number
  readonly ratio: number
  /** channels kept */
  readonly width: number
  readonly accuracy: number
}

/** What has no accuracy has no curve. */
const ofClasses: Kind<Dataset<Shape>> = kind('one of classes', (value) => !('target' in (value as object)))

/**
 * Accuracy for each entry of the cfg at each ratio, in that order; every other layer stays whole. The options are those of `evaluate`.
 *
 * A `Left` for a ratio outside [0, 1), one that would empty a layer, or what `evaluate` reports.
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const rows = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => sensitivity(backend, network, digits, l1Norm, [0.25, 0.5])),
 *   TE.map((measured) => measured.map(({ ratio, width }) => [ratio, width])),
 * )
 * await rows() // => E.right([[0.25, 12], [0.5, 8]])
 */
export const sensitivity = <Net extends AnyNetwork, Given extends Shape, Failure>(
  backend: Backend,
  network: Net,
  samples: SamplesFor<Net['input'], Given>,
  criterion: Criterion<Failure>,
  ratios: readonly number[],
  options: EvaluateOptions = {},
): TE.TaskEither<PlanError | FitError | Failure, readonly Sensitivity[]> => {
  checkedOptions('sensitivity', evaluateKinds, options)
  checkedArgument('sensitivity', 'criterion', criterionKind, criterion)
  checkedArgument('sensitivity', 'ratios', listOf('numbers', aNumber), ratios)
  const data = checkedArgument('sensitivity', 'the data set', ofClasses, entered<Dataset<Shape>>('sensitivity', backend, network, samples))
  const cfg: Cfg = network.cfg
  return async () => {
    const rows: Sensitivity[] = []
    for (const [index, entry] of cfg.entries()) {
      if (entry === 'M') continue
      for (const ratio of ratios) {
        const plan = planByRatio(
          criterion,
          cfg.map((other, at) => (other === 'M' ? other : at === index ? ratio : 0)),
        )(network)
        if (E.isLeft(plan)) return plan
        const narrowed = cut(plan.right)(network)
        if (E.isLeft(narrowed)) return narrowed
        const result = await evaluate(backend, narrowed.right, data, options)()
        if (E.isLeft(result)) return result
        rows.push({ index, ratio, width: Number(narrowed.right.cfg[index]), accuracy: result.right.accuracy })
      }
    }
    return E.right(rows)
  }
}

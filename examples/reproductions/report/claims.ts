/** What Li et al. 2017, Liu et al. 2017 and Liu et al. 2019 say, as values that records can deny. */
import { aboutAsGood, alike, type Claim, more, noWorse } from './claim.js'
import { insideAndBorder, rankings, selections, smallScales, wholeAndPrunedTimes } from './measuredPairs.js'
import {
  accuracies,
  distilledAndTuned,
  type Pruning,
  prunedAndWhole,
  scratchAndTuned,
  slimmedWithAndWithout,
  smallestAndOthers,
  sparseAndPlain,
} from './pairs.js'

const li = 'Li et al. 2017'
const slimming = 'Liu et al. 2017'
const rethinking = 'Liu et al. 2019'

const named =
  (...names: readonly string[]) =>
  (name: string): boolean =>
    names.includes(name)
/** Whole channels, by what the papers rank them. */
const structured: readonly Pruning[] = ['to a cfg', 'by a ratio', 'scales', 'scales again']
const byActivation = (name: string): boolean => name.startsWith('activation')
const points = 'percentage points of accuracy'
const overRatios = `${points}, mean over the ratios`

export const claims: readonly Claim[] = [
  {
    statement: 'Without retraining, it costs less to remove the smallest channels than random ones.',
    source: li,
    effect: `smallest minus random, ${overRatios}`,
    pairs: rankings(named('l1'), named('random')),
    region: more,
  },
  {
    statement: 'Without retraining, it costs less to remove random channels than the largest.',
    source: li,
    effect: `random minus largest, ${overRatios}`,
    pairs: rankings(named('random'), named('largest l1', 'largest l2')),
    region: more,
  },
  {
    statement: 'The L1 and the L2 norm choose equally well.',
    source: `${li}, section 3.1`,
    effect: `L1 minus L2, ${overRatios}`,
    pairs: rankings(named('l1'), named('l2')),
    region: alike,
  },
  {
    statement: 'The L1 norm, which needs no data, is about as good as what channels do with data, up to 60 % gone.',
    source: li,
    effect: `L1 minus activation, ${overRatios} up to 0.6`,
    pairs: rankings(named('l1'), byActivation, ({ ratio }) => ratio <= 0.6),
    region: aboutAsGood,
  },
  {
    statement: 'Greedy selection is better than independent selection where much is removed.',
    source: `${li}, section 3.3`,
    effect: `greedy minus independent, ${overRatios} from 0.5`,
    pairs: selections,
    region: more,
  },
  {
    statement: 'The layers of a ResNet that are sensitive to pruning are those at the borders of its stages.',
    source: `${li}, section 3.2`,
    effect: `accuracy with a layer inside a stage pruned minus that with one at a border, ${points}`,
    pairs: insideAndBorder,
    region: more,
  },
  {
    statement: 'A network that lost channels and was fine-tuned is as good as the whole one.',
    source: `${li}, section 4`,
    effect: `pruned minus whole, ${points}`,
    pairs: prunedAndWhole('to a cfg'),
    region: noWorse,
  },
  {
    statement: 'So it is where every layer loses the same share.',
    source: 'asked here; the papers keep some layers whole',
    effect: `pruned minus whole, ${points}`,
    pairs: prunedAndWhole('by a ratio'),
    region: noWorse,
  },
  {
    statement: 'After fine-tuning, too, a network that lost its smallest channels is better than one that lost random ones or the largest.',
    source: `asked here; ${li} compare without retraining`,
    effect: `smallest minus others, ${points}`,
    pairs: smallestAndOthers,
    region: more,
  },
  {
    statement: 'Fine-tuning is better than training the pruned shape from scratch.',
    source: `${li}, section 4`,
    effect: `fine-tuned minus Scratch-E, ${points}`,
    pairs: scratchAndTuned('epochs', ['to a cfg', 'by a ratio'], 'tuned first'),
    region: more,
  },
  {
    statement: 'A network with less arithmetic takes less time.',
    source: li,
    effect: 'whole minus pruned, milliseconds of a pass',
    pairs: wholeAndPrunedTimes,
    region: more,
  },
  {
    statement: 'The sparsity term pushes scales to zero.',
    source: `${slimming}, section 4`,
    effect: 'with the term minus without, percent of the scales below 0.05',
    pairs: smallScales,
    region: more,
  },
  {
    statement: 'The sparsity term does not cost accuracy.',
    source: `${slimming}, section 4`,
    effect: `with the term minus without, ${points}`,
    pairs: (lines) => sparseAndPlain(lines).map(({ sparse, plain }) => accuracies(sparse, plain)),
    region: noWorse,
  },
  {
    statement: 'A network slimmed by its scales and fine-tuned is as good as the whole one.',
    source: `${slimming}, section 4`,
    effect: `slimmed minus whole, ${points}`,
    pairs: prunedAndWhole('scales'),
    region: noWorse,
  },
  {
    statement: 'The sparsity term makes pruning by scales cheaper: before fine-tuning, more accuracy is left.',
    source: `${slimming}, section 4`,
    effect: `slimmed after the term minus slimmed without, before fine-tuning, ${points}`,
    pairs: slimmedWithAndWithout,
    region: more,
  },
  {
    statement: 'Slimmed again, a network is still as good as the whole one.',
    source: `${slimming}, section 4, multi-pass scheme`,
    effect: `slimmed in several passes minus whole, ${points}`,
    pairs: prunedAndWhole('scales again'),
    region: noWorse,
  },
  {
    statement: 'The pruned shape, trained from scratch for as many epochs (Scratch-E), is as good as the fine-tuned network.',
    source: `${rethinking}, section 4`,
    effect: `Scratch-E minus fine-tuned, ${points}`,
    pairs: scratchAndTuned('epochs', structured, 'scratch first'),
    region: noWorse,
  },
  {
    statement: 'The pruned shape, trained from scratch for as much arithmetic (Scratch-B), is as good as the fine-tuned network.',
    source: `${rethinking}, section 4`,
    effect: `Scratch-B minus fine-tuned, ${points}`,
    pairs: scratchAndTuned('arithmetic', structured, 'scratch first'),
    region: noWorse,
  },
  {
    statement: 'Where single weights are pruned, fine-tuning is better than training the same pattern from scratch.',
    source: `${rethinking}, section 4`,
    effect: `fine-tuned minus Scratch-E, ${points}`,
    pairs: scratchAndTuned('epochs', ['weights'], 'tuned first'),
    region: more,
  },
  {
    statement: 'A pruned network that learns from the whole one, too, is better than one that is fine-tuned by the labels alone.',
    source: 'asked here; Hinton et al. 2015, section 2',
    effect: `distilled minus fine-tuned, ${points}`,
    pairs: distilledAndTuned,
    region: more,
  },
]

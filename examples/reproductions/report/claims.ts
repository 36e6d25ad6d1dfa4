/** What Li et al. 2017, Liu et al. 2017 and Liu et al. 2019 say, as values that records can deny. */
import type { Pruned } from '../stage.js'
import { asFarAsLi, fartherThanLi, isOfLi, mostArithmeticGone } from './asFarAsLi.js'
import { aboutAsGood, aboutAsMuch, alike, type Claim, more, noWorse } from './claim.js'
import { insideAndBorder, meanScales, rankings, selections } from './measuredPairs.js'
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
import { timeAndArithmeticSaved, wholeAndPrunedTimes } from './timedPairs.js'

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
/** Single weights, of which at most so large a share goes; or more. */
const upTo =
  (share: number) =>
  ({ by }: Pruned): boolean =>
    'weights' in by && by.weights <= share
const beyond =
  (share: number) =>
  ({ by }: Pruned): boolean =>
    'weights' in by && by.weights > share
const points = 'percentage points of accuracy'
const overRatios = `${points}, mean over the ratios`
const allTogether =
  'The paper prunes one layer at a time (figures 8 and 9); here all layers lose the same share together, which costs more.'
const activationsAreBetterThanRandom =
  'Without retraining, it costs less to remove the channels that do least with data than random ones, up to 60 % gone.'
const farthest = `${(100 * mostArithmeticGone).toFixed(1)} %`

export const claims: readonly Claim[] = [
  {
    statement: 'Without retraining, it costs less to remove the smallest channels than random ones.',
    source: `${li}, section 4.4`,
    effect: `smallest minus random, ${overRatios}`,
    pairs: rankings(named('l1'), named('random')),
    region: more,
    note: allTogether,
  },
  {
    statement: 'Without retraining, it costs less to remove random channels than the largest.',
    source: `${li}, section 4.4`,
    effect: `random minus largest, ${overRatios}`,
    pairs: rankings(named('random'), named('largest l1', 'largest l2')),
    region: more,
    note: allTogether,
  },
  {
    statement: 'The L1 and the L2 norm choose equally well.',
    source: `${li}, appendix`,
    effect: `L1 minus L2, ${overRatios}`,
    pairs: rankings(named('l1'), named('l2')),
    region: alike,
  },
  {
    statement: 'The L1 norm, which needs no data, is about as good as what channels do with data, up to 60 % gone.',
    source: `${li}, section 4.5`,
    effect: `L1 minus activation, ${overRatios} up to 0.6`,
    pairs: rankings(named('l1'), byActivation, ({ ratio }) => ratio <= 0.6),
    region: aboutAsGood,
    note: `${allTogether} The paper’s finding is that two good criteria are alike. Where an activation criterion is not shown to be better than random, to be as good as it says little, and the paper’s finding is not reproduced, whatever the verdict.`,
    readWith: activationsAreBetterThanRandom,
  },
  {
    statement: activationsAreBetterThanRandom,
    source: `asked here, of the criteria of ${li}, section 4.5`,
    effect: `activation minus random, ${overRatios} up to 0.6`,
    pairs: rankings(byActivation, named('random'), ({ ratio }) => ratio <= 0.6),
    region: more,
    note: allTogether,
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
    source: `${li}, sections 3.2 and 4.2`,
    effect: `accuracy with a layer inside a stage pruned minus that with one at a border, ${points}`,
    pairs: insideAndBorder,
    region: more,
  },
  {
    statement: 'A network that lost channels and was fine-tuned is as good as the whole one.',
    source: `${li}, sections 4.1 and 4.2`,
    effect: `pruned minus whole, ${points}`,
    pairs: prunedAndWhole('to a cfg', asFarAsLi),
    region: noWorse,
    note: `VGGs and ResNets that lost no more arithmetic than the paper’s own: ${farthest} at most, what ResNet-110-B lost and three points more.`,
  },
  {
    statement:
      'Networks of other kinds, and those that lost more arithmetic than the paper removes, are as good as whole after fine-tuning, too.',
    source: `asked here; ${li} prune VGGs and ResNets, and remove at most 38.6 % of the arithmetic`,
    effect: `pruned minus whole, ${points}`,
    pairs: prunedAndWhole('to a cfg', fartherThanLi),
    region: noWorse,
    note: `Networks of studies of our own: of other families, or without more than ${farthest} of the arithmetic. Those of distillation/mnist are left out: they are so narrow on purpose, and have a claim of their own.`,
  },
  {
    statement: 'Where every layer loses the same share, the fine-tuned network is as good as the whole one, too.',
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
    source: `${li}, sections 4.1 and 4.2`,
    effect: `fine-tuned minus Scratch-E, ${points}`,
    pairs: scratchAndTuned('epochs', ['to a cfg'], 'tuned first', isOfLi),
    region: more,
  },
  {
    statement:
      'Of networks of other kinds, and where every layer loses the same share, fine-tuning is better than training from scratch, too.',
    source: 'asked here',
    effect: `fine-tuned minus Scratch-E, ${points}`,
    pairs: (lines) => [
      ...scratchAndTuned('epochs', ['to a cfg'], 'tuned first', (shape) => !isOfLi(shape))(lines),
      ...scratchAndTuned('epochs', ['by a ratio'], 'tuned first')(lines),
    ],
    region: more,
  },
  {
    statement: 'A network with less arithmetic takes less time.',
    source: `${li}, appendix`,
    effect: 'whole minus pruned, milliseconds of a pass',
    pairs: wholeAndPrunedTimes,
    region: more,
  },
  {
    statement: 'Where whole filters go, the share of the time that pruning saves is about the share of the arithmetic.',
    source: `asked here; ${li}, appendix`,
    effect: 'percent of the time saved minus percent of the multiply-accumulates saved',
    pairs: timeAndArithmeticSaved('whole filters go'),
    region: aboutAsMuch,
    note: `“About”: within ten points, as ten percent is the least arithmetic that ${li} remove. The claim and this margin were written after these times were measured.`,
  },
  {
    statement: 'Where layers select what they read, pruning saves less of the time than of the arithmetic.',
    source: `asked here, of the networks of ${slimming}`,
    effect: 'percent of the multiply-accumulates saved minus percent of the time saved',
    pairs: (lines) =>
      timeAndArithmeticSaved('layers select')(lines).map(({ first, second, ...pair }) => ({ ...pair, first: second, second: first })),
    region: more,
    note: 'The claim was written after these times were measured.',
  },
  {
    statement: 'The sparsity term pushes scales towards zero.',
    source: `${slimming}, section 5`,
    effect: 'mean magnitude of the scales without the term minus with it',
    pairs: meanScales,
    region: more,
    note: 'The measure was changed after the runs on MNIST. Before, it was the percent of the scales below 0.05, which is shown beside: there it is zero with the term and without, so it could tell nothing, while the scales had moved. The mean is over hundredths; a scale above 1 counts as 1.005, so where the term made such scales smaller, the difference shown is too small.',
  },
  {
    statement: 'The sparsity term does not cost accuracy.',
    source: `${slimming}, section 4.4`,
    effect: `with the term minus without, ${points}`,
    pairs: (lines) => sparseAndPlain(lines).map(({ sparse, plain }) => accuracies(sparse, plain)),
    region: noWorse,
  },
  {
    statement: 'A network slimmed by its scales and fine-tuned is as good as the whole one.',
    source: `${slimming}, section 4.4, tables 1 and 3`,
    effect: `slimmed minus whole, ${points}`,
    pairs: prunedAndWhole('scales'),
    region: noWorse,
  },
  {
    statement: 'The sparsity term makes pruning by scales cheaper: before fine-tuning, more accuracy is left.',
    source: `${slimming}, section 5`,
    effect: `slimmed after the term minus slimmed without, before fine-tuning, ${points}`,
    pairs: slimmedWithAndWithout,
    region: more,
  },
  {
    statement: 'Slimmed again, a network is still as good as the whole one.',
    source: `${slimming}, section 4.5`,
    effect: `slimmed in several passes minus whole, ${points}`,
    pairs: prunedAndWhole('scales again'),
    region: noWorse,
  },
  {
    statement: 'The pruned shape, trained from scratch for as many epochs (Scratch-E), is as good as the fine-tuned network.',
    source: `${rethinking}, sections 4.1 and 4.2, of CIFAR-10; asked here of MNIST and MobileNetV2`,
    effect: `Scratch-E minus fine-tuned, ${points}`,
    pairs: scratchAndTuned('epochs', structured, 'scratch first'),
    region: noWorse,
  },
  {
    statement: 'The pruned shape, trained from scratch for as much arithmetic (Scratch-B), is as good as the fine-tuned network.',
    source: `${rethinking}, sections 4.1 and 4.2, of CIFAR-10; asked here of MNIST`,
    effect: `Scratch-B minus fine-tuned, ${points}`,
    pairs: scratchAndTuned('arithmetic', structured, 'scratch first'),
    region: noWorse,
  },
  {
    statement: 'Where 30 or 80 % of single weights are masked, the same pattern trained from scratch is as good as the fine-tuned network.',
    source: `${rethinking}, section 4.3, of CIFAR-10; asked here of MNIST`,
    effect: `Scratch-E minus fine-tuned, ${points}`,
    pairs: scratchAndTuned('epochs', ['weights'], 'scratch first', upTo(0.8)),
    region: noWorse,
  },
  {
    statement: 'Where 95 % of single weights are masked, fine-tuning is better than training the same pattern from scratch.',
    source: `${rethinking}, section 4.3, of CIFAR-10; asked here of MNIST`,
    effect: `fine-tuned minus Scratch-E, ${points}`,
    pairs: scratchAndTuned('epochs', ['weights'], 'tuned first', beyond(0.8)),
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

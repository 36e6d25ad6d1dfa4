/** All rows, in the order in which a grid takes them. How long those on CIFAR-10 take in hours stands in docs/reproductions/index.md. */
import { fullSizeStudy } from './costs/fullSize.js'
import { digitDistillationStudy } from './distillation/digits.js'
import { mobilenetV2Study } from './families/mobilenetV2.js'
import { convnetStudy } from './first-systems/convnet.js'
import { mlpStudy } from './first-systems/mlp.js'
import { resnet14Study } from './first-systems/resnet14.js'
import { densenet40Study } from './network-slimming/densenet40.js'
import { lambdasStudy } from './network-slimming/lambdas.js'
import { mnistMlpStudy } from './network-slimming/mnistMlp.js'
import { multiPassStudy } from './network-slimming/multiPass.js'
import { preResnet164Study } from './network-slimming/preResnet164.js'
import { vgg19Study } from './network-slimming/vgg19.js'
import { digitRankingsStudy } from './pruning-filters/digitRankings.js'
import { rankingsStudy } from './pruning-filters/rankings.js'
import { ratiosStudy } from './pruning-filters/ratios.js'
import { resnet110Study } from './pruning-filters/resnet110.js'
import { resnet20LongStudy } from './pruning-filters/resnet20Long.js'
import { resnet56Study } from './pruning-filters/resnet56.js'
import { sensitivityStudy } from './pruning-filters/sensitivity.js'
import { vgg16Study } from './pruning-filters/vgg16.js'
import { mnistWeightsStudy } from './rethinking/mnistWeights.js'
import { scratchStudy } from './rethinking/scratch.js'
import { weightsStudy } from './rethinking/weights.js'
import type { Study } from './study.js'

const onDigits: readonly Study[] = [mlpStudy, mnistMlpStudy, mnistWeightsStudy, convnetStudy, digitRankingsStudy, digitDistillationStudy]
const resnets: readonly Study[] = [ratiosStudy, resnet56Study, resnet110Study, resnet14Study]
const vggs: readonly Study[] = [
  vgg16Study,
  sensitivityStudy,
  rankingsStudy,
  vgg19Study,
  lambdasStudy,
  scratchStudy,
  weightsStudy,
  multiPassStudy,
]
const others: readonly Study[] = [preResnet164Study, densenet40Study, mobilenetV2Study]

export const studies: readonly Study[] = [...onDigits, ...resnets, ...vggs, ...others, fullSizeStudy, resnet20LongStudy]

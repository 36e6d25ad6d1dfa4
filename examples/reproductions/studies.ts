/** All rows, in the order in which a grid takes them. */
import { convnetStudy } from './first-systems/convnet.js'
import { mlpStudy } from './first-systems/mlp.js'
import { mnistMlpStudy } from './network-slimming/mnistMlp.js'
import { digitRankingsStudy } from './pruning-filters/digitRankings.js'
import { mnistWeightsStudy } from './rethinking/mnistWeights.js'
import type { Study } from './study.js'

export const studies: readonly Study[] = [mlpStudy, mnistMlpStudy, mnistWeightsStudy, convnetStudy, digitRankingsStudy]

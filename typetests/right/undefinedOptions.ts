/** Options that are undefined, as programs write them by `flag ? 0.9 : undefined`: each is as good as left out, also under `exactOptionalPropertyTypes`. */
import {
  type AbortSignalLike,
  activationScore,
  adam,
  adamW,
  batchIndices,
  batchNorm,
  type Backend,
  cellClasses,
  cifar100Dataset,
  cifar10Dataset,
  conv2d,
  convTranspose2d,
  convnet,
  cosine,
  crossEntropy,
  dataset,
  type Dataset,
  decodeIdxFile,
  decodeNetwork,
  densenet,
  distillation,
  evaluate,
  type FitOptions,
  fit,
  gradualBudgets,
  groupNorm,
  huber,
  key,
  l1Norm,
  layerNorm,
  linear,
  lion,
  maskSmallest,
  mnistDataset,
  mobilenetV2,
  type Model,
  modelOf,
  multiStep,
  type Network,
  parameterCount,
  planByRatio,
  planBySlimming,
  planTo,
  planToBudget,
  predict,
  preResnet,
  type Regression,
  regress,
  resnet,
  resnet34,
  resnetNames,
  rmsProp,
  segment,
  sensitivity,
  sgd,
  sparsityPenalty,
  stagedDecay,
  startBest,
  startWasm,
  startWebgl,
  stepDecay,
  stepMemory,
  targetDataset,
  taylorScore,
  train,
  unet,
  vectors,
  vgg,
  vggA,
  withStateDict,
} from 'narrownet'
import { sensitivityChart } from 'narrownet/chart'

declare const flag: boolean
declare const backend: Backend
declare const network: Network<[4, 4, 1], [2], [8, 8]>
declare const samples: Dataset<[4, 4, 1]>
declare const model: Model<Network<[4, 4, 1], [2], [8, 8]>>
declare const maps: Model<Network<[4, 4, 1], [4, 4, 2], [8]>>
declare const regression: Regression<Network<[4, 4, 1], [2], [8, 8]>>
declare const signal: AbortSignalLike | undefined

const options: FitOptions = {
  epochs: 1,
  batchSize: 2,
  learningRate: 0.1,
  key: key(0),
  momentum: flag ? 0.9 : undefined,
  nesterov: flag ? true : undefined,
  optimizer: flag ? adam() : undefined,
  loss: undefined,
  weightDecay: flag ? { factor: 1e-4, over: flag ? 'weights' : undefined } : undefined,
  frozen: flag ? ['0'] : undefined,
  sparsity: flag ? { lambda: 1e-4, over: flag ? 'maps' : undefined } : undefined,
  clip: undefined,
  average: undefined,
  augmentation: flag
    ? { crop: flag ? { padding: 4, fill: flag ? 'mean' : undefined } : undefined, flip: flag ? true : undefined }
    : undefined,
  dropLast: flag ? true : undefined,
  accumulate: flag ? 2 : undefined,
  workers: flag ? 2 : undefined,
  workerTimeout: flag ? 60 : undefined,
  signal,
}
train(backend, network, samples, { ...options, validation: flag ? samples : undefined, resume: undefined })
fit(backend, network, samples, { ...options, validation: flag ? samples : undefined, resume: undefined })
evaluate(backend, network, samples, {
  batchSize: flag ? 64 : undefined,
  top: flag ? 5 : undefined,
  confusion: flag ? true : undefined,
  signal,
})
stepMemory(backend, network, 64, { momentum: flag ? 0.9 : undefined, accumulate: flag ? 2 : undefined })
predict(backend, model, new Float32Array(16), { top: flag ? 2 : undefined, batchSize: flag ? 64 : undefined, signal })
segment(backend, maps, new Float32Array(16), { batchSize: flag ? 64 : undefined, signal })
regress(backend, regression, new Float32Array(16), { batchSize: flag ? 64 : undefined, signal })
startWasm({ winograd: flag ? false : undefined, relaxedSimd: flag ? false : undefined, paths: flag ? {} : undefined })
startWebgl({ limitBytes: flag ? 2 ** 28 : undefined })
startBest({ limitBytes: flag ? 2 ** 28 : undefined, winograd: flag ? false : undefined })

const sometimes = flag ? 0.5 : undefined
sgd({ momentum: sometimes, nesterov: flag ? true : undefined })
adam({ beta1: sometimes, beta2: sometimes, epsilon: sometimes })
adamW({ beta1: sometimes, beta2: sometimes, epsilon: sometimes })
rmsProp({ alpha: sometimes, epsilon: sometimes, momentum: sometimes })
lion({ beta1: sometimes, beta2: sometimes })
crossEntropy({ labelSmoothing: sometimes, classWeights: flag ? [1, 2] : undefined })
huber({ delta: sometimes })
distillation({ teacher: network, temperature: sometimes, weight: sometimes })
cosine({ rate: 0.1, final: sometimes })
multiStep({ rate: 0.1, milestones: [1], factor: sometimes })
stepDecay({ rate: 0.1, every: 1, factor: sometimes })
stagedDecay({ rate: 0.1, stages: [1], factor: sometimes })

const normalization = flag ? ('none' as const) : undefined
dataset({ shape: [2], classes: 2, values: new Float32Array(2), labels: [0], normalization })
targetDataset({ shape: [2], values: new Float32Array(2), targets: vectors([1], [0]), normalization })
cellClasses(2, [0, 1], { map: [1, 2], unlabeled: flag ? 255 : undefined })
modelOf(network, { normalization: 'none', classNames: flag ? ['a', 'b'] : undefined })
batchIndices(5, 2, undefined, { dropLast: flag ? true : undefined })
mnistDataset({ name: 'a', bytes: new Uint8Array() }, { name: 'b', bytes: new Uint8Array() }, { normalization })
cifar10Dataset([], { normalization })
cifar100Dataset([], { normalization, labels: flag ? 'coarse' : undefined })
decodeIdxFile({ name: 'a', bytes: new Uint8Array() }, { maximumBytes: flag ? 1 : undefined })
decodeNetwork(new Uint8Array(), { layers: flag ? [] : undefined })
withStateDict(resnetNames, new Map(), { prefix: flag ? 'module.' : undefined })

planTo(l1Norm, [4, 4], { selection: flag ? 'greedy' : undefined })
planByRatio(l1Norm, 0.5, { selection: flag ? 'greedy' : undefined, minimumWidth: flag ? 2 : undefined })
planToBudget(l1Norm, { parameters: 100 }, { minimumWidth: flag ? 2 : undefined, maximumRatio: sometimes })
planBySlimming({
  ratio: 0.5,
  convention: flag ? 'paper' : undefined,
  over: flag ? 'maps' : undefined,
  minimumWidth: undefined,
  mayEmpty: undefined,
})
maskSmallest({ ratio: 0.5, of: flag ? 'all' : undefined, scope: flag ? 'layer' : undefined, convention: flag ? 'exact' : undefined })
gradualBudgets({ from: 1, to: 0.5, rounds: 2, power: flag ? 3 : undefined })
activationScore(backend, network, samples, { statistic: flag ? 'mean-l1' : undefined, batchSize: flag ? 2 : undefined, signal })
taylorScore(backend, network, samples, { statistic: flag ? 'squared' : undefined, batchSize: flag ? 2 : undefined, signal })
sensitivity(backend, network, samples, l1Norm, [0.5], { batchSize: flag ? 2 : undefined, signal })
sparsityPenalty(network, { lambda: 1, over: flag ? 'maps' : undefined })
parameterCount(network, { convention: flag ? 'weights' : undefined })
sensitivityChart([], { title: flag ? 'a title' : undefined, name: undefined })

const bias = flag ? true : undefined
conv2d(1, 2, { bias })
convTranspose2d(1, 2, { bias })
linear(1, 2, { bias, initialDeviation: sometimes })
batchNorm(2, { epsilon: sometimes, momentum: sometimes, initialScale: sometimes })
layerNorm(2, { epsilon: sometimes })
groupNorm(4, 2, { epsilon: sometimes })
convnet({ input: [4, 4, 1], cfg: [2, 2, 2], classes: 2, initialScale: sometimes }, key(0))
vgg({ depth: 11, classes: 2, bias, initialScale: sometimes }, key(0))
vggA({ classes: 2, normalizedNeurons: flag ? true : undefined, initialScale: sometimes })
resnet({ depth: 8, classes: 2, detachedShortcut: flag ? true : undefined, initialScale: sometimes }, key(0))
resnet34({ classes: 2, outChannels: undefined, initialScale: sometimes })
preResnet({ depth: 11, classes: 2, initialScale: sometimes }, key(0))
densenet({ depth: 22, classes: 2, initialScale: sometimes }, key(0))
mobilenetV2({ classes: 2, halvings: flag ? 3 : undefined, initialScale: sometimes })
unet({ input: [16, 16, 1], classes: 2, initialScale: sometimes })

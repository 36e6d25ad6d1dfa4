// A user's module that exports functions over widths, shapes and networks: what it gives can be declared with names that users have.
import { either as E, function as F } from 'fp-ts'
import {
  type AnyDataset,
  type AnyNetwork,
  type Arch,
  type Backend,
  averagePool,
  batchNorm,
  channelSelection,
  concatenate,
  conv2d,
  convnet,
  convTranspose2d,
  cut,
  cutIdle,
  cutState,
  cutTied,
  type Dataset,
  dataset,
  decodeNetwork,
  densenet,
  depthwiseConv2d,
  distillation,
  evaluate,
  fit,
  type FitState,
  fitSteps,
  flatten,
  folded,
  forward,
  frozen,
  globalAveragePool,
  groupedConv2d,
  groupNorm,
  huber,
  type Initialize,
  input,
  key,
  l1Norm,
  linear,
  maskSmallest,
  maxPool,
  type Model,
  mobilenetV1,
  mobilenetV2,
  modelOf,
  multiply,
  type Network,
  narrow,
  padChannels,
  type Plan,
  planByRatio,
  planTied,
  predictor,
  type Regression,
  regressor,
  preResnet,
  refine,
  relu,
  residual,
  resnet,
  rewound,
  segmenter,
  selectFirst,
  sensitivity,
  sequential,
  split,
  type Shape,
  squeezeAndExcitation,
  squeezenet,
  type StateDict,
  sum,
  type TargetDataset,
  targetDataset,
  taylorScore,
  type Tensor,
  train,
  traverseNetwork,
  unet,
  upsample,
  type Vectors,
  vectors,
  vgg,
  withPrunedStateDict,
} from 'narrownet'

declare const backend: Backend
declare const plan: Plan
const options = { epochs: 1, batchSize: 8, learningRate: 0.1, key: key(0) } as const

// layers and blocks
export const windows = <const In extends number, const Out extends number, const Kernel extends number>(
  from: In,
  to: Out,
  kernelSize: Kernel,
) =>
  [
    conv2d(from, to, { kernelSize }),
    convTranspose2d(from, to),
    groupedConv2d(from, from, 1),
    depthwiseConv2d(from, { kernelSize }),
  ] as const
export const strides = <const Step extends number, const Apart extends number>(stride: Step, dilation: Apart) =>
  [
    conv2d(8, 8, { stride, dilation }),
    convTranspose2d(8, 8, { dilation, stride }),
    groupedConv2d(8, 8, 2, { stride, dilation }),
    depthwiseConv2d(8, { stride, dilation }),
    maxPool(3, { stride }),
  ] as const
export const pools = <const Size extends number, const CeilMode extends boolean>(size: Size, ceilMode: CeilMode) =>
  [maxPool(size), maxPool(size, { ceilMode: true }), averagePool(size, { ceilMode }), upsample(size)] as const
export const carriers = <const Width extends number>(width: Width) =>
  [
    batchNorm(width),
    groupNorm(width, 1),
    padChannels(width),
    channelSelection(width),
    squeezeAndExcitation(width, { squeezed: 4 }),
  ] as const
export const block = <const Width extends number, const Inner extends number>(width: Width, inner: Inner) => [
  residual(conv2d(width, inner), batchNorm(inner), relu, conv2d(inner, width)),
  sum([conv2d(width, inner)], [conv2d(width, inner)]),
  multiply([], [globalAveragePool, linear(width, width)]),
  concatenate([], [conv2d(width, inner)]),
]

// networks
export const layers = <const Width extends number>(width: Width) =>
  sequential(input(28, 28, 1), conv2d(1, width), relu, globalAveragePool, linear(width, 10))
export const network = <const Width extends number>(width: Width) => layers(width)(key(0))
const unseen = Array.from({ length: 3 }, () => relu)
export const ofAList = sequential(input(4, 4, 1), ...unseen, flatten, linear(16, 2))(key(0))

// surgery, and what it is asked for
export const halved = <Net extends AnyNetwork>(net: Net) =>
  F.pipe(
    net,
    planByRatio(l1Norm, 0.5),
    E.flatMap((half) => cut(half)(net)),
  )
export const surgery = <Net extends AnyNetwork>(net: Net, state: FitState) =>
  [
    cutIdle(plan)(net),
    cutState(plan)({ network: net, state }),
    F.pipe(
      net,
      planTied(l1Norm, '0', 2),
      E.flatMap((tied) => cutTied([tied])(net)),
    ),
    selectFirst(net),
    maskSmallest({ ratio: 0.5 })(net),
    rewound(net)(net),
    folded(net),
    frozen(backend, net),
  ] as const
export const narrowed = <In extends Shape, Name extends Arch>(net: Network<In, [10], [32, 64], Name>) =>
  F.pipe(net, narrow(l1Norm, [8, 16]))
export const sixWide = refine([6])
export const read = (bytes: Uint8Array) => F.pipe(decodeNetwork(bytes), E.flatMap(sixWide))
export const readLike = <Net extends AnyNetwork>(bytes: Uint8Array, like: Net) => F.pipe(decodeNetwork(bytes), E.flatMap(refine(like)))
declare const small: Network<[8], [2], [16], 'mlp'>
export const readSmall: E.Either<unknown, Network<[8], [2], [16], 'mlp'>> = readLike(new Uint8Array(0), small)
export const fromTorch = <Net extends AnyNetwork>(net: Net, tensors: StateDict) => withPrunedStateDict({ 0: 'fc' }, tensors)(net)
export const cutModel = <Net extends AnyNetwork>(model: Model<Net>) => F.pipe(model, traverseNetwork(cut(plan)))

// training and answers
export const service = <Net extends AnyNetwork>(net: Net, samples: Dataset<Net['input']>) => ({
  train: train(backend, net, samples, options),
  fit: fit(backend, net, samples, options),
  steps: fitSteps(backend, net, samples, options),
  quality: evaluate(backend, net, samples, { confusion: true, top: 3 }),
  model: modelOf(net, samples),
})
export const learned = <Net extends AnyNetwork>(net: Net, samples: TargetDataset<Net['input'], Vectors<Net['output']>>) => [
  train(backend, net, samples, { ...options, loss: huber({ delta: 1 }), validation: samples }),
  evaluate(backend, net, samples),
]
export const taught = <Net extends AnyNetwork>(net: Net, samples: Dataset<Net['input']>, teacher: Net) =>
  train(backend, net, samples, { ...options, loss: distillation({ teacher, temperature: 4, weight: 0.5 }) })
export const trained = async <Net extends AnyNetwork, Data extends AnyDataset>(net: Net, samples: Data) => {
  let last: Net = net
  const losses: number[] = []
  for await (const epoch of fit(backend, net, samples, options)) {
    if (E.isLeft(epoch)) return epoch
    last = epoch.right.network
    losses.push(epoch.right.loss)
  }
  return E.right({ last, losses, quality: await evaluate(backend, last, samples)() })
}
export const scored = <Net extends AnyNetwork, Sample extends Shape>(net: Net, samples: Dataset<Sample>, batch: Tensor<Sample>) =>
  [taylorScore(backend, net, samples), sensitivity(backend, net, samples, l1Norm, [0.5]), forward(backend, net, batch)] as const
export const regressed = <Net extends AnyNetwork>(of: Regression<Net>) => regressor(backend, of)
export const asked = <Net extends AnyNetwork>(model: Model<Net>) => [predictor(backend, model), segmenter(backend, model)] as const
export const data = <const Sample extends Shape>(shape: Sample, values: Uint8Array) => [
  dataset({ shape, classes: 3, values, labels: [0] }),
  targetDataset({ shape, values, targets: vectors([2], [1, 2]) }),
]

// families, of depths, maps and multipliers that the caller says
export const families = <const In extends readonly [number, number, number], const Classes extends number>(map: In, classes: Classes) =>
  [
    convnet({ input: map, cfg: [8, 16, 16], classes }, key(0)),
    resnet({ depth: 20, input: map, classes }, key(0)),
    preResnet({ depth: 11, input: map, classes }, key(0)),
    densenet({ depth: 22, input: map, classes }, key(0)),
    vgg({ depth: 11, input: map, classes }, key(0)),
    vgg({ cfg: [8, 'M', 16], input: map, classes }, key(0)),
    unet({ input: map, classes }),
    unet({ input: map, classes, cfg: [8, 8, 16, 16, 8, 8, 8] }),
  ] as const
export const cifar: [32, 32, 3] = families([32, 32, 3], 10)[1].input
export const depths = <const Depth extends number>(depth: Depth) =>
  [resnet({ depth, classes: 10 }, key(0)), preResnet({ depth, classes: 10 }, key(0)), densenet({ depth, classes: 10 }, key(0))] as const
export const deep: 'resnet20' = depths(20)[0].arch
export const cfgs = <const Widths extends readonly number[]>(cfg: Widths) =>
  [
    resnet({ depth: 20, cfg, classes: 10 }, key(0)),
    preResnet({ depth: 11, cfg, classes: 10 }, key(0)),
    densenet({ depth: 22, cfg, classes: 10 }, key(0)),
    vgg({ cfg, classes: 10 }, key(0)),
    mobilenetV1({ cfg, classes: 10 }),
    mobilenetV2({ cfg, classes: 10 }),
    squeezenet({ cfg, classes: 10 }),
    unet({ cfg, input: [32, 32, 3], classes: 10 }),
  ] as const
export const cut20: [8, 8, 8, 16, 16, 16, 32, 32, 32] = cfgs([8, 8, 8, 16, 16, 16, 32, 32, 32])[0].cfg
export const vggs = <const Depth extends 11 | 13 | 16 | 19>(depth: Depth) => vgg({ depth, classes: 10 }, key(0))
export const vgg13: 'vgg13' = vggs(13).arch
export const multipliers = <const Times extends number>(width: Times) => [
  mobilenetV1({ classes: 10, width }),
  mobilenetV2({ classes: 10, width }),
]

// what a program passes on without asking for its shapes, by its bare name; and a network by what goes in and comes out
export const shared = (models: ReadonlyMap<string, Model>, samples: Dataset, answers: TargetDataset, batch: Tensor, build: Initialize) => [
  [...models.values()].map((model) => [predictor(backend, model), evaluate(backend, model, samples)] as const),
  evaluate(backend, build(key(0)), answers),
  forward(backend, build(key(0)), batch),
]
export const classifiers: readonly Network<[28, 28, 1], [10]>[] = [
  network(8),
  convnet({ input: [28, 28, 1], cfg: [4, 4, 4], classes: 10 }, key(0)),
]
export const ofDigits = <Net extends Network<[28, 28, 1], [10]>>(net: Net, digits: Dataset<[28, 28, 1]>) =>
  train(backend, net, digits, options)
export const keysOf = <const Count extends number>(count: Count) => split(key(0), count)

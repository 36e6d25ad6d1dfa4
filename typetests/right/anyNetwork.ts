// Functions over any network, arrays, records and unions of networks: no cast, and nothing is forgotten that the caller knew.
import { either as E, function as F, record as R, type taskEither as TE } from 'fp-ts'
import {
  activationScore,
  type AnyNetwork,
  type Arch,
  arraysOf,
  type AtMost,
  type Backend,
  type Cfg,
  convnet,
  cut,
  cutIdle,
  cutTied,
  type Dataset,
  decodeNetwork,
  describe,
  encodeNetwork,
  type EngineError,
  evaluate,
  type Evaluation,
  fit,
  type FitError,
  fitSteps,
  folded,
  forward,
  type Frozen,
  frozen,
  type InputMismatch,
  input,
  key,
  l1Norm,
  linear,
  maskSmallest,
  mlp,
  multiplyAccumulates,
  narrow,
  narrowNetwork,
  type Network,
  parameterCount,
  type Plan,
  planByRatio,
  planBySlimming,
  type PlanError,
  planTo,
  refine,
  reinitialized,
  relu,
  resnet,
  type Released,
  resnetNames,
  rewound,
  selectFirst,
  sensitivity,
  sequential,
  type Shape,
  softPruned,
  sparsityPenalty,
  stateDictOf,
  stepMemory,
  type Tensor,
  train,
  weightBytes,
  withArrays,
  withStateDict,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

declare const backend: Backend
declare const plan: Plan
declare const digits: Dataset<[28, 28, 1]>
declare const batch: Tensor<[64, 28, 28, 1]>
const options = { epochs: 1, batchSize: 64, learningRate: 0.1, key: key(0) }

const a = mlp({ input: [28, 28, 1], cfg: [200, 200], classes: 10 }, key(0))
const b = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
type A = Network<[28, 28, 1], [10], [200, 200], 'mlp'>
type B = Network<[28, 28, 1], [10], [32, 64, 64], 'convnet'>

export const anything: readonly AnyNetwork[] = [a, b, resnet({ depth: 20, classes: 10 }, key(0))]

// a function of the user's own: what the caller knows comes out
const report = <N extends AnyNetwork>(n: N) => ({ cost: multiplyAccumulates(n), cut: F.pipe(n, cut(plan)) })
const reported = report(b)
export type Reported = Expect<
  Equal<
    typeof reported,
    { cost: number; cut: E.Either<PlanError, Network<[28, 28, 1], [10], [AtMost<32>, AtMost<64>, AtMost<64>], 'convnet'>> }
  >
>

// everything that takes a network, in a function of any network
export const everything = <N extends AnyNetwork>(n: N, samples: Dataset<N['input']>, input: Tensor<[8, ...N['input']]>) => ({
  fit: fit(backend, n, samples, options),
  fitSteps: fitSteps(backend, n, samples, options),
  train: train(backend, n, samples, options),
  evaluate: evaluate(backend, n, samples),
  forward: forward(backend, n, input),
  frozen: frozen(backend, n)(input),
  folded: folded(n),
  cut: cut(plan)(n),
  cutIdle: F.pipe(n, cutIdle(plan)),
  cutTied: F.pipe(n, cutTied([])),
  selectFirst: selectFirst(n),
  planTo: F.pipe(n, planTo(l1Norm, n.cfg)),
  planByRatio: F.pipe(n, planByRatio(l1Norm, 0.5)),
  planBySlimming: F.pipe(n, planBySlimming({ ratio: 0.5 })),
  sensitivity: sensitivity(backend, n, samples, l1Norm, [0.5]),
  activationScore: activationScore(backend, n, samples),
  maskSmallest: F.pipe(n, maskSmallest({ ratio: 0.5 })),
  softPruned: F.pipe(n, softPruned(plan)),
  rewound: F.pipe(n, rewound(n)),
  reinitialized: reinitialized(n, key(1)),
  withArrays: F.pipe(n, withArrays(Object.fromEntries(arraysOf(n).map(({ path, values }) => [path, values])))),
  encodeNetwork: encodeNetwork(n),
  stateDictOf: stateDictOf(resnetNames)(n),
  withStateDict: F.pipe(n, withStateDict(resnetNames, new Map())),
  counts: parameterCount(n) + weightBytes(n) + sparsityPenalty(n, { lambda: 1 }) + stepMemory(backend, n, 8).peakBytes,
  describe: describe(n),
  // and on: what a step gives is known to fit as the network was
  tuned: F.pipe(
    n,
    cut(plan),
    E.map((slim) => train(backend, slim, samples, options)),
  ),
})
const all = everything(b, digits, { shape: [8, 28, 28, 1], values: new Float32Array(6272) })
export type Trained = Expect<Equal<typeof all.train, TE.TaskEither<FitError, B>>>
export type Answered = Expect<Equal<typeof all.forward, TE.TaskEither<EngineError | InputMismatch, Tensor<[8, 10]>>>>
export type Frosted = Expect<Equal<typeof all.frozen, TE.TaskEither<EngineError | InputMismatch | Released, Tensor<[8, 10]>>>>
export type Folded = Expect<Equal<typeof all.folded, Network<[28, 28, 1], [10], [32, 64, 64], 'folded convnet'>>>
export type Idle = Expect<Equal<typeof all.cutIdle, E.Either<PlanError, Network<[28, 28, 1], [10], readonly number[], readonly string[]>>>>
export type Soft = Expect<Equal<typeof all.softPruned, E.Either<PlanError, B>>>
export type Redrawn = Expect<Equal<typeof all.reinitialized, B>>

// a data set or a batch of which less is known than of the network, and the other way round: run time decides
export const later = (
  known: A,
  samples: Dataset<Shape>,
  network: AnyNetwork,
  square: Dataset<[number, number, 1]>,
  some: Tensor<Shape>,
) => [
  evaluate(backend, known, samples),
  evaluate(backend, known, square),
  evaluate(backend, network, digits),
  forward(backend, known, some),
  forward(backend, network, batch),
]
export const laterOfAny = <N extends AnyNetwork>(network: N, samples: Dataset<Shape>) => evaluate(backend, network, samples)

// by parts, as before: In, Out, Widths and Name of one's own
export const byParts = <In extends Shape, Widths extends Cfg, Name extends Arch>(
  network: Network<In, [10], Widths, Name>,
  samples: Dataset<In>,
): TE.TaskEither<FitError, Network<In, [10], Widths, Name>> => train(backend, network, samples, options)

// a record
const zoo = { a, b }
export const named: Record<string, AnyNetwork> = zoo
const costs = Object.entries(zoo).map(([name, network]) => [name, multiplyAccumulates(network)] as const)
export type Costs = Expect<Equal<typeof costs, (readonly [string, number])[]>>
const files = F.pipe(zoo, R.map(encodeNetwork))
export type Files = Expect<Equal<typeof files, Record<'a' | 'b', Uint8Array<ArrayBuffer>>>>
const smallest = <Zoo extends Record<string, AnyNetwork>>(networks: Zoo): number => Math.min(...Object.values(networks).map(weightBytes))
export const bytes = smallest(zoo)

// an array
const trained = [a, b].map((network) => train(backend, network, digits, options))
export type EachTrained = Expect<Equal<typeof trained, TE.TaskEither<FitError, A | B>[]>>
for (const network of [a, b]) {
  const served = frozen(backend, network)
  type _Served = Expect<Equal<typeof served, Frozen<[28, 28, 1], [10]>>>
  const answer = served(batch)
  type _Answer = Expect<Equal<typeof answer, TE.TaskEither<EngineError | InputMismatch | Released, Tensor<[64, 10]>>>>
  const slim = F.pipe(
    network,
    planByRatio(l1Norm, 0.5),
    E.flatMap((half) => F.pipe(network, cut(half))),
  )
  type _Slim = Expect<
    Equal<
      typeof slim,
      E.Either<PlanError, Network<[28, 28, 1], [10], [AtMost<200>, AtMost<200>] | [AtMost<32>, AtMost<64>, AtMost<64>], 'mlp' | 'convnet'>>
    >
  >
}

// a union
declare const small: boolean
const one = small ? a : b
const tuned = train(backend, one, digits, options)
export type Tuned = Expect<Equal<typeof tuned, TE.TaskEither<FitError, A | B>>>
const measured = evaluate(backend, one, digits)
export type Measured = Expect<Equal<typeof measured, TE.TaskEither<FitError, Evaluation>>>
const either = small
  ? convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
  : convnet({ input: [28, 28, 1], cfg: [16, 32, 64], classes: 10 }, key(0))
const narrowed = F.pipe(either, narrow(l1Norm, [8, 16, 32]))
export type Narrowed = Expect<Equal<typeof narrowed, Network<[28, 28, 1], [10], [8, 16, 32], 'convnet'>>>
export const first = narrowNetwork(either, l1Norm, [16, 32, 64])

// of a file nothing is known
const file = decodeNetwork(new Uint8Array())
export const fromFile = F.pipe(file, E.map(report))

// and of what is asked, everything: of a network like it, of what makes one, written down
const build = sequential(input(4), linear(4, 6), relu, linear(6, 2))
const alike = F.pipe(file, E.flatMap(refine(build)))
export type Alike = Expect<Equal<Right<typeof alike>, Network<[4], [2], [6], ['linear', 'relu', 'linear']>>>
const likeAnother = F.pipe(file, E.flatMap(refine(a)))
export type LikeAnother = Expect<Equal<Right<typeof likeAnother>, A>>
const written = F.pipe(file, E.flatMap(refine({ input: [28, 28, 1], output: [10], cfg: [8, 'M'], arch: 'vgg' })))
export type Written = Expect<Equal<Right<typeof written>, Network<[28, 28, 1], [10], [8, 'M'], 'vgg'>>>
const inPart = F.pipe(file, E.flatMap(refine({ input: [28, 28, 1], output: [10] })))
export type InPart = Expect<Equal<Right<typeof inPart>, Network<[28, 28, 1], [10], Cfg, Arch>>>
declare const blind: Network<[4], [2], [AtMost<8>], 'mlp'>
const seen = refine([6])(blind)
export type Seen = Expect<Equal<Right<typeof seen>, Network<[4], [2], [6], 'mlp'>>>
const less = refine({ input: [4] as readonly number[] })(blind)
export type Less = Expect<Equal<Right<typeof less>, Network<[4], [2], [AtMost<8>], 'mlp'>>>
export const refinedAny = <N extends AnyNetwork>(network: N) => refine({ input: [28, 28, 1] })(network)
type Right<Result> = Result extends E.Right<infer Value> ? Value : never

// Data sets whose answers are not classes: what fits on them, what they yield, what is measured.
import {
  activationScore,
  type Backend,
  binaryCrossEntropy,
  crossEntropy,
  type Dataset,
  defineLoss,
  distillation,
  evaluate,
  type Evaluation,
  fit,
  type FitError,
  type FitOptions,
  type FitRequest,
  gradientTimesWeight,
  huber,
  input,
  key,
  type LabelEvaluation,
  linear,
  type Network,
  type Cfg,
  type Arch,
  type Shape,
  type Probabilities,
  sequential,
  type SeveralLabels,
  take,
  type TargetDataset,
  targetDataset,
  taylorScore,
  train,
  type VectorEvaluation,
  type Vectors,
  vectors,
} from 'narrownet'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { Equal, Expect } from '../equal.js'

declare const backend: Backend
declare const houses: TargetDataset<[4], Vectors<[1]>>
declare const soft: TargetDataset<[4], Probabilities<[3]>>
declare const tagged: TargetDataset<[4], SeveralLabels<[3]>>
declare const flowers: Dataset<[4]>
const one = sequential(input(4), linear(4, 1))(key(0))
const three = sequential(input(4), linear(4, 3))(key(0))
const options = { epochs: 1, batchSize: 2, learningRate: 0.1, key: key(0) }

const made = targetDataset({ shape: [4], values: new Float32Array(8), targets: vectors([1], [1, 2]) })
export type Made = Expect<Equal<typeof made extends E.Either<unknown, infer A> ? A : never, TargetDataset<[4], Vectors<[1]>>>>
const some = take(1)(houses)
export type Some = Expect<Equal<typeof some extends E.Either<unknown, infer A> ? A : never, TargetDataset<[4], Vectors<[1]>>>>

const measured = evaluate(backend, one, houses)
export type Errors = Expect<Equal<typeof measured, TE.TaskEither<FitError, VectorEvaluation>>>
const labels = evaluate(backend, three, tagged)
export type Labels = Expect<Equal<typeof labels, TE.TaskEither<FitError, LabelEvaluation>>>
const classes = evaluate(backend, three, flowers, { batchSize: 3 })
export type Classes = Expect<Equal<typeof classes, TE.TaskEither<FitError, Evaluation>>>
const top = evaluate(backend, three, soft, { top: 2, confusion: true })
export const both = async () => {
  const found = await top()
  return E.isRight(found) ? found.right.topAccuracy + found.right.confusion.length : 0
}

export const epochs = async () => {
  for await (const epoch of fit(backend, one, houses, { ...options, loss: huber({ delta: 2 }), validation: houses }))
    if (E.isRight(epoch)) return epoch.right.meanSquaredError + (epoch.right.validation?.r2 ?? 0)
  for await (const epoch of fit(backend, three, flowers, { ...options, loss: crossEntropy({ labelSmoothing: 0.1 }) }))
    if (E.isRight(epoch)) return epoch.right.accuracy
  for await (const epoch of fit(backend, three, tagged, { ...options, loss: binaryCrossEntropy() }))
    if (E.isRight(epoch)) return epoch.right.validation?.exactMatch
  return undefined
}

const quantile = defineLoss({
  tag: 'mine/quantile',
  learns: 'vectors',
  fields: { share: 'number', strict: 'boolean' },
  compute: (formula, output, targets, { share, strict }) => formula.combine(strict ? share : 1, output, -1, targets),
})
export type Described = Expect<
  Equal<
    ReturnType<typeof quantile>,
    import('narrownet').OwnLoss<'vectors', 'mine/quantile'> & { readonly share: number; readonly strict: boolean }
  >
>
const plain = defineLoss({ tag: 'mine/plain', learns: 'classes', compute: (formula, output, targets) => formula.multiply(output, targets) })
const wider = sequential(input(4), linear(4, 9), linear(9, 3))(key(1))
declare const flag: boolean
declare const anyNetwork: Network<Shape, Shape, Cfg, Arch>
export const losses = [
  train(backend, one, houses, { ...options, loss: quantile({ share: 0.9, strict: true }) }),
  train(backend, three, flowers, { ...options, loss: plain() }),
  train(backend, three, flowers, { ...options, loss: plain({}) }),
  train(backend, three, flowers, { ...options, loss: distillation({ teacher: wider, temperature: 2 }) }),
  train(backend, three, soft, { ...options, loss: distillation({ teacher: wider }) }),
  // one of several, by a flag
  train(backend, three, flowers, { ...options, loss: flag ? crossEntropy() : distillation({ teacher: wider }) }),
  train(backend, one, houses, { ...options, loss: flag ? huber() : quantile({ share: 0.9, strict: true }) }),
  // a teacher read from a file: run time looks at its shapes
  train(backend, three, flowers, { ...options, loss: distillation({ teacher: anyNetwork }) }),
] as const

/** Options of which only the fit's run time knows. */
export const later = (told: FitOptions) => train(backend, three, flowers, told)
/** A caller that knows neither network nor shape. */
export const generic = <In extends Shape>(network: Network<In, Shape, Cfg, Arch>, samples: Dataset<In>, request: FitRequest<In>) =>
  [train(backend, network, samples, request), evaluate(backend, network, samples)] as const

/** Criteria by data take samples with answers of any kind. */
export const criteria = [
  taylorScore(backend, one, houses),
  gradientTimesWeight(backend, three, soft, { batchSize: 2 }),
  activationScore(backend, one, houses),
] as const
/** Nor need their caller know the network. */
export const genericCriterion = <In extends Shape>(network: Network<In, Shape, Cfg, Arch>, samples: Dataset<In>) =>
  taylorScore(backend, network, samples)

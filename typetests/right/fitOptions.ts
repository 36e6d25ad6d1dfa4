// What a fit can be told beside its loss and optimizer, and what it yields where an average is kept.
import { type Backend, fit, key, mlp, prepareTraining, stepMemory, syntheticDigits, train } from 'narrownet'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { FitError } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

declare const backend: Backend
const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
const digits = syntheticDigits({ count: 4, key: key(1) })
const options = { epochs: 1, batchSize: 4, learningRate: 0.1, key: key(2) }

export const told = [
  train(backend, network, digits, { ...options, clip: { norm: 1 } }),
  train(backend, network, digits, { ...options, clip: { value: 0.5 }, accumulate: 2 }),
  train(backend, network, digits, { ...options, frozen: ['1', '3'] }),
  train(backend, network, digits, { ...options, frozen: (path) => path.startsWith('1') }),
  train(backend, network, digits, { ...options, weightDecay: { factor: 1e-4, over: 'weights' }, average: { decay: 0.99 } }),
] as const
export type Trained = Expect<Equal<(typeof told)[4], TE.TaskEither<FitError, typeof network>>>

export const averages = async () => {
  for await (const epoch of fit(backend, network, digits, { ...options, average: { decay: 0.99 }, validation: digits }))
    if (E.isRight(epoch)) {
      const { averaged, averagedValidation } = epoch.right
      return { averaged, accuracy: averagedValidation?.accuracy }
    }
  return undefined
}
type Averages = NonNullable<Awaited<ReturnType<typeof averages>>>
export type Averaged = Expect<Equal<Averages['averaged'], typeof network | undefined>>
export type Accuracy = Expect<Equal<Averages['accuracy'], number | undefined>>

const rehearsed = { clip: { norm: 1 }, average: { decay: 0.99 }, accumulate: 2, frozen: ['1'] } as const
export const rehearsals = [stepMemory(backend, network, 4, rehearsed), prepareTraining(backend, network, 4, rehearsed)]

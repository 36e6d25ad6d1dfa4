// What is read of a step, and when.
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import { fitSteps } from '../../lib/training/fit.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([6], 3, 40)
const initial = mlp({ input: [6], cfg: [5], classes: 3 }, key(0))
const options = { epochs: 1, batchSize: 8, learningRate: 0.05, momentum: 0.9, key: key(5) }

const collected = async <A>(events: AsyncIterable<A>): Promise<readonly A[]> => {
  const all: A[] = []
  for await (const event of events) all.push(event)
  return all
}

describeOnBackends('fitSteps', (backend) => {
  test('a step does not wait for what the one before says', async () => {
    let steps = 0
    let open: () => void = () => undefined
    const secondBegun = new Promise<void>((resolve) => {
      open = resolve
    })
    const watching: Backend = {
      ...backend(),
      softmaxCrossEntropy: (logits, labels) => {
        steps += 1
        if (steps === 2) open()
        return backend().softmaxCrossEntropy(logits, labels)
      },
      download: (arrays, into) => async () => {
        const read = backend().download(arrays, into)()
        await secondBegun
        return read
      },
    }
    const at = { ...options, epochs: 1 }
    const [late, plain] = [
      await collected(fitSteps(watching, initial, samples, at)),
      await collected(fitSteps(backend(), initial, samples, at)),
    ]
    expect(late.map(right)).toEqual(plain.map(right))
  })

  test('the loss of an epoch’s last step is looked at before the epoch is yielded', async () => {
    const at = { ...options, epochs: 1, batchSize: 20, learningRate: ({ step }: { readonly step: number }) => (step === 0 ? 1e30 : 0.01) }
    const events = await collected(fitSteps(backend(), initial, samples, at))
    expect(events.map((event) => (E.isRight(event) ? event.right._tag : event.left))).toMatchObject([
      'step',
      { _tag: 'LossNotFinite', epoch: 0, step: 1 },
    ])
  })
})

import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { relu } from '../../lib/layer/relu.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { cutState } from '../../lib/pruning/cutState.js'
import { key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import { adam, adamW } from '../../lib/training/optimizer/adam.js'
import { lion } from '../../lib/training/optimizer/lion.js'
import type { Optimizer } from '../../lib/training/optimizer/optimizer.js'
import { rmsProp } from '../../lib/training/optimizer/rmsProp.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import type { FitOptions } from '../../lib/training/options.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import * as reference from '../reference/optimizers.js'
import { sgd as sgdReference } from '../reference/sgd.js'
import { right } from '../setup/answers.js'
import { classes, count, descended, epochsOf, features, network, type Rule, samples, valuesOf } from './smallClassification.js'

const base = { learningRate: 0.02, batchSize: count, key: key(3) }
const numbers = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
const rules: readonly [name: string, optimizer: Optimizer, weightDecay: number, rule: Rule][] = [
  [
    'sgd',
    sgd({ momentum: 0.9, nesterov: true }),
    0.1,
    (s, g) => sgdReference(s, g, { learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  ],
  ['adam', adam(), 0, (s, g) => reference.adam(s, g, { ...numbers, learningRate: 0.02, weightDecay: 0, decoupled: false })],
  [
    'adam, decayed',
    adam({ beta2: 0.9 }),
    0.1,
    (s, g) => reference.adam(s, g, { ...numbers, beta2: 0.9, learningRate: 0.02, weightDecay: 0.1, decoupled: false }),
  ],
  ['adamW', adamW(), 0.1, (s, g) => reference.adam(s, g, { ...numbers, learningRate: 0.02, weightDecay: 0.1, decoupled: true })],
  [
    'rmsProp',
    rmsProp(),
    0.1,
    (s, g) => reference.rmsProp(s, g, { alpha: 0.99, epsilon: 1e-8, momentum: 0, learningRate: 0.02, weightDecay: 0.1 }),
  ],
  [
    'rmsProp with momentum',
    rmsProp({ momentum: 0.5 }),
    0,
    (s, g) => reference.rmsProp(s, g, { alpha: 0.99, epsilon: 1e-8, momentum: 0.5, learningRate: 0.02, weightDecay: 0 }),
  ],
  ['lion', lion(), 0.1, (s, g) => reference.lion(s, g, { beta1: 0.9, beta2: 0.99, learningRate: 0.02, weightDecay: 0.1 })],
]

describeOnBackends('a fit by each optimizer', (backend) => {
  test.each(rules)('%s: twenty steps in float64', async (_name, optimizer, weightDecay, rule) => {
    const epochs = await epochsOf(backend(), network, { ...base, epochs: 20, optimizer, weightDecay })
    expectClose(Float32Array.from(valuesOf(epochs.at(-1)!.network)), descended(rule, 20), 'after twenty steps', 1e-5)
  })

  test.each(rules)('%s: stopped, written, read and resumed it is the fit that never stopped', async (_name, optimizer, weightDecay) => {
    const options = { ...base, epochs: 5, batchSize: 4, optimizer, weightDecay }
    const whole = await epochsOf(backend(), network, options)
    const stopped = whole[1]!
    const resume = right(decodeFitState(encodeFitState(stopped.state)))
    expect(resume).toEqual(stopped.state)
    const rest = await epochsOf(backend(), stopped.network, { ...options, resume })
    expect(rest).toEqual(whole.slice(2))
  })

  test.each(rules)('%s: what is kept of a channel is cut with it', async (_name, optimizer) => {
    const wide = sequential(input(features), linear(features, 5), batchNorm(5), relu, linear(5, classes))(key(4))
    const [epoch] = await epochsOf(backend(), wide, { ...base, epochs: 1, optimizer })
    const { network: narrow, state } = right(cutState({ groups: [{ width: 5, kept: [0, 3] }] })(epoch!))
    for (const [slot, arrays] of Object.entries(state.optimizer.slots)) {
      const before = epoch!.state.optimizer.slots[slot as 'velocity']
      expect(Object.keys(arrays)).toEqual(Object.keys(before))
      const kept = before['0.bias']
      if (kept !== undefined) expect(arrays['0.bias']).toEqual(Float32Array.of(kept[0]!, kept[3]!))
    }
    const [next] = await epochsOf(backend(), narrow, { ...base, epochs: 2, optimizer, resume: { ...state, told: undefined } })
    expect(next!.state.stepsDone).toBe(2)
  })

  test('by default, and by options of its own, it is SGD', async () => {
    const run = async (options: Partial<FitOptions>) =>
      valuesOf((await epochsOf(backend(), network, { ...base, epochs: 3, ...options })).at(-1)!.network)
    expect(await run({})).toEqual(await run({ optimizer: sgd() }))
    expect(await run({ momentum: 0.9, nesterov: true })).toEqual(await run({ optimizer: sgd({ momentum: 0.9, nesterov: true }) }))
  })

  test('weight decay over weights alone leaves biases as they are without', async () => {
    const after = async (weightDecay: FitOptions['weightDecay']) => {
      const [epoch] = await epochsOf(backend(), network, { ...base, epochs: 1, ...(weightDecay !== undefined && { weightDecay }) })
      return Object.fromEntries(arraysOf(epoch!.network).map(({ path, values }) => [path, values]))
    }
    const [none, everything, weights] = [await after(undefined), await after(0.5), await after({ factor: 0.5, over: 'weights' })]
    expect(weights['0.weight']).toEqual(everything['0.weight'])
    expect(weights['0.bias']).toEqual(none['0.bias'])
    expect(none['0.weight']).not.toEqual(everything['0.weight'])
    expect(await after({ factor: 0.5 })).toEqual(everything)
  })
})

describeOnBackends('what makes no sense', (backend) => {
  const first = async (options: object) => {
    for await (const event of fit(backend(), network, samples, { ...base, epochs: 1, ...options })) return event
    return undefined
  }
  test.each<[options: object, option: string]>([
    [{ optimizer: sgd({ momentum: 1 }) }, 'optimizer.momentum'],
    [{ optimizer: sgd({ nesterov: true }) }, 'optimizer.nesterov'],
    [{ optimizer: adam({ beta1: -0.1 }) }, 'optimizer.beta1'],
    [{ optimizer: adam({ beta2: 1 - 1e-12 }) }, 'optimizer.beta2'],
    [{ optimizer: adam({ epsilon: 1e-60 }) }, 'optimizer.epsilon'],
    [{ optimizer: adamW({ epsilon: Number.NaN }) }, 'optimizer.epsilon'],
    [{ optimizer: rmsProp({ alpha: Number.POSITIVE_INFINITY }) }, 'optimizer.alpha'],
    [{ optimizer: lion({ beta2: 2 }) }, 'optimizer.beta2'],
    [{ optimizer: adam(), momentum: 0.9 }, 'momentum'],
    [{ optimizer: sgd(), nesterov: false }, 'nesterov'],
    [{ weightDecay: { factor: -1 } }, 'weightDecay.factor'],
    [{ weightDecay: -1 }, 'weightDecay'],
  ])('%o is a Left that names %s', async (options, option) => {
    expect(await first(options)).toMatchObject(E.left({ _tag: 'BadOption', option }))
  })

  test.each<[options: object, said: string]>([
    [{ optimizer: 'adam' }, 'optimizer is "adam", not what sgd, adam, adamW, rmsProp, lion makes'],
    [{ optimizer: { _tag: 'adam' } }, 'optimizer'],
    [{ optimizer: { ...adam(), lr: 1 } }, 'optimizer'],
    [{ optimizer: { _tag: 'constructor' } }, 'optimizer'],
    [{ weightDecay: { factor: 1, on: 'weights' } }, 'weightDecay'],
    [{ weightDecay: { factor: 1, over: 'biases' } }, 'weightDecay'],
  ])('%o throws at the call', (options, said) => {
    expect(() => fit(backend(), network, samples, { ...base, epochs: 1, ...options })).toThrow(`narrownet: fit: ${said}`)
  })

  test('a state of another optimizer, or of slots that are not its', async () => {
    const [epoch] = await epochsOf(backend(), network, { ...base, epochs: 1, optimizer: adam() })
    const { state } = epoch!
    const from = async (resume: typeof state, optimizer: Optimizer) => first({ epochs: 2, optimizer, resume })
    expect(await from({ ...state, told: undefined }, lion())).toMatchObject(E.left({ option: 'resume.optimizer' }))
    const { slots } = state.optimizer
    const withVelocity = { ...state, optimizer: { name: 'adam', slots: { ...slots, velocity: slots.firstMoment! } } } as const
    expect(await from(withVelocity, adam())).toMatchObject(E.left({ option: 'resume.optimizer.slots', found: 'velocity' }))
    const below = { ...slots, secondMoment: { ...slots.secondMoment, '0.bias': Float32Array.of(0, -1, 0, 0) } }
    expect(await from({ ...state, optimizer: { name: 'adam', slots: below } }, adam())).toMatchObject(
      E.left({ option: 'resume.optimizer.slots.secondMoment["0.bias"]', found: -1 }),
    )
    const { '0.bias': _, ...rest } = slots.secondMoment ?? {}
    expect(await from({ ...state, optimizer: { name: 'adam', slots: { ...slots, secondMoment: rest } } }, adam())).toMatchObject(
      E.left({ option: 'resume.optimizer.slots.secondMoment["0.bias"]', expected: '4 numbers, as firstMoment has' }),
    )
    for (const [optimizer, option] of [
      [undefined, 'resume.optimizer'],
      [{ name: 'adam' }, 'resume.optimizer.slots'],
      [{ name: 'adam', slots: { velocity: {}, firstMoment: null } }, 'resume.optimizer.slots.firstMoment'],
    ] as const)
      expect(await first({ optimizer: adam(), resume: { ...state, stepsDone: 0, optimizer } })).toMatchObject(E.left({ option }))
    expect(await from(state, adam({ beta1: 0.8 }))).toMatchObject(
      E.left({ _tag: 'ResumeMismatch', differences: [{ option: 'optimizer.beta1', saved: 0.9, given: 0.8 }] }),
    )
    expect(F.pipe(await from(state, adam())!, (event) => E.isRight(event!))).toBe(true)
  })
})

describe('descriptions', () => {
  test('options that there are not', () => {
    expect(() => adam({ lr: 0.1 } as never)).toThrow('narrownet: adam: unknown option lr, not one of beta1, beta2, epsilon')
    expect(() => sgd({ momentum: '0.9' } as never)).toThrow('narrownet: sgd: momentum is "0.9", not a number')
  })
})

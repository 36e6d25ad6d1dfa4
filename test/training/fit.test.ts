import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { select } from '../../lib/data/view.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import type { Node } from '../../lib/network/network.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import * as _ from '../../lib/training/fit.js'
import { train } from '../../lib/training/train.js'
import { fitMessage } from '../../lib/training/fitError.js'
import type { FitRequest } from '../../lib/training/fitRequest.js'
import type { FitOptions } from '../../lib/training/options.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([6, 6, 3], 3, 40)
const initial = sequential(
  input(6, 6, 3),
  conv2d(3, 4),
  batchNorm(4),
  relu,
  maxPool(2),
  residual(conv2d(4, 3), batchNorm(3), relu, conv2d(3, 4)),
  flatten,
  dropout(0.2),
  linear(36, 3),
)(key(1))
const options: FitOptions = { epochs: 3, batchSize: 8, learningRate: 0.05, momentum: 0.9, weightDecay: 1e-4, key: key(5) }

const collected = async <A>(events: AsyncIterable<A>): Promise<readonly A[]> => {
  const all: A[] = []
  for await (const event of events) all.push(event)
  return all
}
const bits = ({ nodes }: { readonly nodes: readonly Node[] }) =>
  arraysOf({ nodes }).map(({ path, values }) => [path, [...new Uint32Array(values.slice().buffer)]])

describeOnBackends('fit', (backend) => {
  const epochsOf = async (from: typeof initial, more: Partial<FitRequest<[6, 6, 3]>> = {}) =>
    (await collected(_.fit(backend(), from, samples, { ...options, ...more }))).map(right)

  test('learns what can be learned, the network it started from untouched, nothing left on the device', async () => {
    const before = alive(backend())
    const start = bits(initial)
    const epochs = await epochsOf(initial, { epochs: 12 })
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_epoch, at) => at))
    expect(epochs.at(-1)?.loss).toBeLessThan((epochs[0]?.loss ?? 0) / 2)
    const result = right(await evaluate(backend(), epochs.at(-1)!.network, samples)())
    expect(result).toMatchObject({ samples: 40 })
    expect(result.accuracy).toBe(result.correct / 40)
    expect(result.accuracy).toBeGreaterThan(0.9)
    expect(bits(initial)).toEqual(start)
    expect(alive(backend())).toEqual(before)
  })

  test('same key, same bits; another key, another order and another dropout', async () => {
    const first = (await epochsOf(initial)).at(-1)!
    const again = (await epochsOf(initial)).at(-1)!
    expect(bits(again.network)).toEqual(bits(first.network))
    expect(again.state).toEqual(first.state)
    const other = (await epochsOf(initial, { key: key(6) })).at(-1)!
    expect(bits(other.network)).not.toEqual(bits(first.network))
  })

  test('every epoch has another order of the same samples, and every step other dropout', async () => {
    const at = { ...options, epochs: 3, learningRate: 0, weightDecay: 0 }
    const lossesOf = async () => {
      const network = mlp({ input: [3], cfg: [4], classes: 3 }, key(0))
      const events = (await collected(_.fitSteps(backend(), network, learnable([3], 3, 12), { ...at, batchSize: 1 }))).map(right)
      return [0, 1, 2].map((epoch) => events.flatMap((event) => (event._tag === 'step' && event.epoch === epoch ? [event.loss] : [])))
    }
    // nothing moves, so a batch's loss tells which sample it is
    const [first, second, third] = await lossesOf()
    expect(new Set(first).size).toBe(12)
    expect(second?.toSorted()).toEqual(first?.toSorted())
    expect(third?.toSorted()).toEqual(first?.toSorted())
    expect(new Set([first, second, third].map((order) => order?.join())).size).toBe(3)
    // one sample again and again: only dropout tells the steps apart
    const dropping = sequential(input(3), linear(3, 16), dropout(0.5), linear(16, 3))(key(0))
    const same = right(select([4, 4, 4])(learnable([3], 3, 12)))
    const events = (await collected(_.fitSteps(backend(), dropping, same, { ...at, batchSize: 1 }))).map(right)
    const losses = events.flatMap((event) => (event._tag === 'step' ? [event.loss] : []))
    expect(new Set(losses).size).toBe(9)
  })

  test('a fit resumed after any epoch is the fit that never stopped, to the bit', async () => {
    const all = { epochs: 4, nesterov: true, augmentation: { crop: { padding: 1 }, flip: true } }
    const whole = await epochsOf(initial, all)
    for (const stopped of whole.slice(0, 3)) {
      const resumed = await epochsOf(stopped.network, { ...all, resume: stopped.state })
      expect(resumed.map(({ epoch }) => epoch)).toEqual(whole.slice(stopped.epoch + 1).map(({ epoch }) => epoch))
      expect(bits(resumed.at(-1)!.network)).toEqual(bits(whole.at(-1)!.network))
      expect(resumed.at(-1)?.state).toEqual(whole.at(-1)?.state)
      expect(resumed.at(-1)?.loss).toBe(whole.at(-1)?.loss)
    }
    expect(await epochsOf(whole[3]!.network, { ...all, resume: whole[3]!.state })).toEqual([])
  })

  test('fitSteps tells of every step; an epoch is the mean of its samples, a smaller last batch counting less', async () => {
    const events = (await collected(_.fitSteps(backend(), initial, samples, { ...options, epochs: 2, batchSize: 12 }))).map(right)
    const steps = events.filter((event) => event._tag === 'step')
    expect(events.map(({ _tag }) => _tag)).toEqual([...Array(4).fill('step'), 'epoch', ...Array(4).fill('step'), 'epoch'])
    expect(steps.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ])
    expect(steps.every((step) => step.epochs === 2 && step.stepsPerEpoch === 4 && step.learningRate === 0.05)).toBe(true)
    const [a, b, c, d] = steps.map(({ loss }) => loss) as [number, number, number, number]
    const done = events.find((event) => event._tag === 'epoch')
    expect(done?.loss).toBeCloseTo((12 * (a + b + c) + 4 * d) / 40, 10)
    expect(Number.isInteger((done?.accuracy ?? 0.01) * 40)).toBe(true)
  })

  test('dropLast leaves the smaller batch out; a batch larger than the data set is the data set', async () => {
    const stepsOf = async (more: Partial<FitOptions>) =>
      (await collected(_.fitSteps(backend(), initial, samples, { ...options, epochs: 1, ...more })))
        .map(right)
        .filter((event) => event._tag === 'step').length
    expect(await stepsOf({ batchSize: 12, dropLast: true })).toBe(3)
    expect(await stepsOf({ batchSize: 40, dropLast: true })).toBe(1)
    expect(await stepsOf({ batchSize: 1000 })).toBe(1)
  })

  test('a batch of one sample trains', async () => {
    const network = mlp({ input: [3], cfg: [4], classes: 3 }, key(0))
    const few = learnable([3], 3, 12)
    const epochs = (await collected(_.fit(backend(), network, few, { epochs: 6, batchSize: 1, learningRate: 0.1, key: key(0) }))).map(right)
    expect(epochs.at(-1)?.loss).toBeLessThan(epochs[0]!.loss)
  })

  test('no epochs: nothing yielded, and `train` is the network itself', async () => {
    expect(await epochsOf(initial, { epochs: 0 })).toEqual([])
    expect(right(await train(backend(), initial, samples, { ...options, epochs: 0 })())).toBe(initial)
  })

  test('leaving the loop early frees everything, at a step and at an epoch', async () => {
    const before = alive(backend())
    for await (const event of _.fitSteps(backend(), initial, samples, options))
      if (right(event)._tag === 'step' && 'step' in right(event)) break
    expect(alive(backend())).toEqual(before)
    for await (const epoch of _.fit(backend(), initial, samples, options)) if (right(epoch).epoch === 0) break
    expect(alive(backend())).toEqual(before)
    const steps = _.fitSteps(backend(), initial, samples, options)
    await steps.next()
    expect(alive(backend()).count).toBeGreaterThan(before.count)
    await expect(steps.throw(new Error('the caller broke'))).rejects.toThrow('the caller broke')
    expect(alive(backend())).toEqual(before)
  })

  test('a loss that is no number ends the fit with a Left and leaves nothing behind', async () => {
    const before = alive(backend())
    const events = await collected(_.fit(backend(), initial, samples, { ...options, learningRate: 1e30 }))
    const last = events.at(-1)!
    if (E.isRight(last)) throw new Error('it should have diverged')
    expect(last.left).toMatchObject({ _tag: 'LossNotFinite', epoch: 0 })
    expect(fitMessage(last.left)).toMatch(
      /^the loss became (NaN|Infinity) in epoch 0, step \d: try a lower learning rate, or clip gradients; targets that are numbers belong near 0 and 1$/,
    )
    expect(events.filter(E.isLeft)).toHaveLength(1)
    const broken = mapArrays(initial, (values) => values.map(() => Number.NaN))
    expect(await train(backend(), broken, samples, options)()).toMatchObject({ left: { _tag: 'ArrayMismatch' } })
    expect(alive(backend())).toEqual(before)
  })

  test('a last update that leaves no numbers ends the fit with a Left too, though its loss was finite', async () => {
    const before = alive(backend())
    const events = await collected(_.fit(backend(), initial, samples, { ...options, batchSize: 40, learningRate: 3e38, weightDecay: 2 }))
    expect(events).toMatchObject([{ _tag: 'Left', left: { _tag: 'WeightsNotFinite', epoch: 0 } }])
    expect(events.map((event) => (E.isLeft(event) ? fitMessage(event.left) : '')).join()).toMatch(
      /^\S+ is no longer finite after epoch 0: try a lower learning rate, or clip gradients$/,
    )
    expect(alive(backend())).toEqual(before)
  })

  test.each<[option: string, options: Partial<FitOptions>]>([
    ['epochs', { epochs: -1 }],
    ['epochs', { epochs: 1.5 }],
    ['epochs', { epochs: Number.NaN }],
    ['batchSize', { batchSize: 0 }],
    ['batchSize', { batchSize: 2.5 }],
    ['batchSize', { batchSize: 41, dropLast: true }],
    ['momentum', { momentum: 1 }],
    ['momentum', { momentum: -0.1 }],
    ['momentum', { momentum: Number.NaN }],
    ['nesterov', { nesterov: true, momentum: 0 }],
    ['weightDecay', { weightDecay: -1 }],
    ['weightDecay', { weightDecay: Number.POSITIVE_INFINITY }],
    ['sparsity.lambda', { sparsity: { lambda: -1e-4 } }],
    ['augmentation.crop.padding', { augmentation: { crop: { padding: 6 } } }],
    ['augmentation.crop.padding', { augmentation: { crop: { padding: -1 }, flip: true } }],
    ['learningRate', { learningRate: Number.NaN }],
    ['learningRate', { learningRate: -0.1 }],
    ['learningRate', { learningRate: () => Number.POSITIVE_INFINITY }],
  ])('bad %s: %o', async (option, more) => {
    const before = alive(backend())
    const events = await collected(_.fit(backend(), initial, samples, { ...options, ...more }))
    expect(events).toMatchObject([{ _tag: 'Left', left: { _tag: 'BadOption', option } }])
    expect(events.map((event) => (E.isLeft(event) ? fitMessage(event.left) : '')).join()).toMatch(
      new RegExp(`^${option}: expected .+, found `),
    )
    expect(alive(backend())).toEqual(before)
  })

  test('a state of another network is a Left', async () => {
    const { state } = (await epochsOf(initial, { epochs: 1 }))[0]!
    const slim = narrowNetwork(initial, l1Norm, [2])
    const events = await collected(_.fit(backend(), slim, samples, { ...options, resume: state }))
    expect(events).toMatchObject([
      { _tag: 'Left', left: { _tag: 'BadOption', option: 'resume.optimizer.slots.velocity["4.body.0.weight"]' } },
    ])
    const odd = await collected(_.fit(backend(), initial, samples, { ...options, resume: { ...state, epochsDone: 0.5 } }))
    expect(odd).toMatchObject([{ _tag: 'Left', left: { _tag: 'BadOption', option: 'resume.epochsDone' } }])
  })

  test('a data set of other samples or classes is a Left', async () => {
    const wrongClasses = await train(backend(), initial, learnable([6, 6, 3], 4, 8), options)()
    expect(wrongClasses).toEqual(E.left({ _tag: 'DatasetMismatch', field: 'classes', expected: [3], found: [4] }))
    const wrongShape = await train(backend(), initial, learnable([6, 5, 3], 3, 8) as never, options)()
    expect(wrongShape).toEqual(E.left({ _tag: 'DatasetMismatch', field: 'shape', expected: [6, 6, 3], found: [6, 5, 3] }))
    expect(E.isLeft(wrongShape) && fitMessage(wrongShape.left)).toBe(
      "the network's input is [6,6,3], but the data set's samples are [6,5,3]",
    )
    expect(E.isLeft(wrongClasses) && fitMessage(wrongClasses.left)).toBe("the network's output is [3], but the data set has 4 classes")
    expect(await evaluate(backend(), initial, learnable([6, 6, 3], 4, 8))()).toEqual(wrongClasses)
  })
})

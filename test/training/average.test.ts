import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { cutState } from '../../lib/pruning/cutState.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import type { FitRequest } from '../../lib/training/fitRequest.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { train } from '../../lib/training/train.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([6, 6, 3], 3, 20)
const initial = sequential(
  input(6, 6, 3),
  conv2d(3, 4),
  batchNorm(4),
  relu,
  dropout(0.2),
  globalAveragePool,
  linear(4, 5),
  relu,
  linear(5, 3),
)(key(1))
type More = Partial<FitRequest<[6, 6, 3]>>
const options = { epochs: 4, batchSize: 8, learningRate: 0.01, optimizer: adam(), key: key(5) }

const byPath = (network: AnyNetwork): ReadonlyMap<string, Float32Array> =>
  new Map(arraysOf(network).map(({ path, values }) => [path, values]))

/** The average in float64 of the networks after each step, which batches of all samples make the networks after each epoch. */
const averageOf = (from: AnyNetwork, networks: readonly AnyNetwork[], decay: number): ReadonlyMap<string, Float64Array> =>
  networks.reduce<ReadonlyMap<string, Float64Array>>(
    (average, network) => {
      const now = byPath(network)
      return new Map(
        [...average].map(([path, values]) => [path, values.map((value, at) => decay * value + (1 - decay) * now.get(path)![at]!)]),
      )
    },
    new Map([...byPath(from)].map(([path, values]) => [path, Float64Array.from(values)])),
  )

describeOnBackends('a fit that averages its networks', (backend) => {
  const epochsOf = async (more: More, from = initial) => {
    const epochs = []
    for await (const epoch of fit(backend(), from, samples, { ...options, ...more })) epochs.push(right(epoch))
    return epochs
  }

  test.each([0, 0.5, 0.9, 0.999])('twenty steps in float64, running statistics included: decay %d', async (decay) => {
    const epochs = await epochsOf({ epochs: 20, batchSize: 20, average: { decay } })
    for (const steps of [1, 20]) {
      const { averaged } = epochs[steps - 1]!
      const expected = averageOf(
        initial,
        epochs.slice(0, steps).map(({ network }) => network),
        decay,
      )
      const found = byPath(averaged!)
      expect([...found.keys()]).toEqual([...expected.keys()])
      for (const [path, values] of expected) expectClose(found.get(path), values, `${path} after ${steps}`, 2e-6)
    }
    if (decay === 0) expect(epochs.at(-1)!.averaged).toEqual(epochs.at(-1)!.network)
  })

  test('changes no bit of the fit itself, and leaves nothing behind', async () => {
    const before = alive(backend())
    const [plain, averaging] = [await epochsOf({}), await epochsOf({ average: { decay: 0.9 } })]
    expect(alive(backend())).toEqual(before)
    for (const [at, epoch] of averaging.entries()) {
      expect(epoch.network).toEqual(plain[at]!.network)
      expect(epoch.state.optimizer).toEqual(plain[at]!.state.optimizer)
      expect(plain[at]).toMatchObject({ averaged: undefined, averagedValidation: undefined })
      expect('average' in plain[at]!.state).toBe(false)
    }
  })

  test('stopped, written, read and resumed it is the fit that never stopped', async () => {
    const average = { decay: 0.8 }
    const whole = await epochsOf({ average })
    const stopped = whole[1]!
    const resume = right(decodeFitState(encodeFitState(stopped.state)))
    expect(resume).toEqual(stopped.state)
    expect(await epochsOf({ average, resume }, stopped.network)).toEqual(whole.slice(2))
    const other = await train(backend(), stopped.network, samples, { ...options, average: { decay: 0.7 }, resume })()
    expect(other).toMatchObject(E.left({ differences: [{ option: 'average.decay', saved: 0.8, given: 0.7 }] }))
    const none = await train(backend(), stopped.network, samples, { ...options, resume })()
    expect(none).toMatchObject(E.left({ differences: [{ option: 'average.decay', saved: 0.8, given: undefined }] }))
  })

  test('both networks are measured, and train gives the averaged one', async () => {
    const average = { decay: 0.8 }
    const validation = learnable([6, 6, 3], 3, 13)
    const last = (await epochsOf({ average, validation })).at(-1)!
    for (const [network, measured] of [
      [last.network, last.validation],
      [last.averaged!, last.averagedValidation],
    ] as const)
      expect(measured).toEqual(right(await evaluate(backend(), network, validation, { batchSize: 8 })()))
    expect(last.averagedValidation).not.toEqual(last.validation)
    expect(right(await train(backend(), initial, samples, { ...options, average })())).toEqual(last.averaged)
  })

  test('is cut with the network', async () => {
    const [epoch] = await epochsOf({ epochs: 1, average: { decay: 0.8 } })
    const plan = {
      groups: [
        { width: 4, kept: [1, 3] },
        { width: 5, kept: [0, 2, 4] },
      ],
    }
    const { network: narrow, state } = right(cutState(plan)(epoch!))
    const [ofNetwork, whole] = [byPath(narrow), epoch!.state.average!]
    expect(Object.keys(state.average!).sort()).toEqual(Object.keys(whole).sort())
    for (const [path, values] of Object.entries(state.average!)) expect(values.length, path).toBe(ofNetwork.get(path)!.length)
    for (const path of ['1.runningMean', '1.scale'])
      expect(state.average![path]).toEqual(Float32Array.of(whole[path]![1]!, whole[path]![3]!))
    const on = { ...options, epochs: 2, average: { decay: 0.8 }, resume: { ...state, told: undefined } }
    for await (const next of fit(backend(), narrow, samples, on)) expect(right(next).averaged!.cfg).toEqual(narrow.cfg)
  })

  test('what is masked is 0 in it, too, and what is frozen stays', async () => {
    const sparse = right(maskSmallest({ ratio: 0.6 })(initial))
    for await (const epoch of fit(backend(), sparse, samples, { ...options, epochs: 1, average: { decay: 0.5 }, frozen: ['1'] })) {
      const [before, after] = [byPath(sparse), byPath(right(epoch).averaged!)]
      const mask = after.get('0.mask')!
      expect(after.get('0.weight')!.filter((value, at) => mask[at] === 0 && value !== 0)).toHaveLength(0)
      expect(after.get('1.runningMean')).toBe(before.get('1.runningMean'))
      expect(after.get('0.weight')).not.toEqual(before.get('0.weight'))
    }
  })

  test.each<[decay: number]>([[-0.1], [1], [1 - 1e-12], [Number.NaN]])('a decay of %d is a Left that names it', async (decay) => {
    expect(await train(backend(), initial, samples, { ...options, average: { decay } })()).toMatchObject(
      E.left({ _tag: 'BadOption', option: 'average.decay' }),
    )
  })

  test('what no compiler lets pass throws at the call', () => {
    for (const average of [0.9, { decay: '0.9' }, {}, { decay: 0.9, warmUp: 1 }])
      expect(() => fit(backend(), initial, samples, { ...options, average: average as never })).toThrow(/^narrownet: fit: .*average/)
  })

  test.each<[option: string, average: unknown]>([
    ['resume.average', 1],
    ['resume.average["0.weight"]', { '0.weight': new Float32Array(3) }],
    ['resume.average["1.scale"]', { '1.scale': [1, 1, 1, 1] }],
    ['resume.average["1.scale"]', { '1.scale': Float32Array.of(1, 1, Number.NaN, 1) }],
    ['resume.average["1.runningVariance"]', { '1.runningVariance': Float32Array.of(1, 1, -1, 1) }],
    ['resume.average["2.scale"]', { '2.scale': new Float32Array(4) }],
  ])('a state whose average is none: %s', async (option, average) => {
    const [epoch] = await epochsOf({ epochs: 1, average: { decay: 0.8 } })
    const state = { ...epoch!.state, average: average as never }
    const found = await train(backend(), epoch!.network, samples, { ...options, average: { decay: 0.8 }, resume: state })()
    expect(found).toMatchObject(E.left({ _tag: 'BadOption', option }))
    expect(
      cutState({
        groups: [
          { width: 4, kept: [0] },
          { width: 5, kept: [0] },
        ],
      })({ ...epoch!, state }),
    ).toMatchObject(E.left({ _tag: 'BadOption', option: option.replace('resume', 'state') }))
  })
})

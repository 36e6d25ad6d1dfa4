import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { measuredNormalization, withNormalization } from '../../lib/data/dataset.js'
import { take } from '../../lib/data/view.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import { fitMessage } from '../../lib/training/fitError.js'
import type { FitRequest } from '../../lib/training/fitRequest.js'
import { train } from '../../lib/training/train.js'
import type { FitState } from '../../lib/training/fitState.js'
import { constantRate, cosine, warmUp } from '../../lib/training/schedule.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([6, 6, 3], 3, 20)
const initial = sequential(input(6, 6, 3), conv2d(3, 4), batchNorm(4), relu, dropout(0.2), globalAveragePool, linear(4, 3))(key(1))
const options = { epochs: 3, batchSize: 8, learningRate: 0.05, momentum: 0.9, key: key(5) }
type More = Partial<FitRequest<[6, 6, 3]>>

describeOnBackends('fit states', (backend) => {
  const oneEpoch = async (more: More) => {
    for await (const epoch of fit(backend(), initial, samples, { ...options, ...more })) return right(epoch)
    throw new Error('one epoch was asked for')
  }
  let asTold: ReturnType<typeof oneEpoch> | undefined
  const firstEpoch = (more?: More) => (more === undefined ? (asTold ??= oneEpoch({})) : oneEpoch(more))
  const resumed = async (state: FitState, more: More = {}) =>
    train(backend(), (await firstEpoch()).network, samples, { ...options, resume: state, ...more })()

  test('train goes on from a state to the network of the fit that never stopped', async () => {
    const { network, state } = await firstEpoch()
    expect(state).toMatchObject({ epochsDone: 1, stepsDone: 3, optimizer: { name: 'sgd' } })
    const [whole, after] = [
      right(await train(backend(), initial, samples, options)()),
      right(await train(backend(), network, samples, { ...options, resume: state })()),
    ]
    expect(after.nodes).toEqual(whole.nodes)
  })

  test.each<[option: string, saved: unknown, given: unknown, more: More]>([
    ['batchSize', 8, 4, { batchSize: 4 }],
    ['dropLast', false, true, { dropLast: true }],
    ['momentum', 0.9, 0.8, { momentum: 0.8 }],
    ['nesterov', false, true, { nesterov: true }],
    ['weightDecay', 0, 1e-4, { weightDecay: 1e-4 }],
    ['augmentation.flip', false, true, { augmentation: { flip: true } }],
    ['key', '00000000 00000005', '00000000 00000006', { key: key(6) }],
    ['learningRate (epoch 0)', 0.05, 0.06, { learningRate: 0.06 }],
  ])('another %s is a Left that names it', async (option, saved, given, more) => {
    const { state } = await firstEpoch()
    const result = await resumed(state, more)
    expect(result).toMatchObject({ _tag: 'Left', left: { _tag: 'ResumeMismatch', differences: [{ option }] } })
    expect(E.isLeft(result) && fitMessage(result.left)).toBe(
      `the fit to resume was told ${option} ${saved}, not ${given}: ` +
        'give it the same options, or leave its record out, { ...state, told: undefined }',
    )
    expect(E.isRight(await resumed({ ...state, told: undefined }, more))).toBe(true)
  })

  test('all that differs is named at once; another data set is told by how many samples it has', async () => {
    const { network, state } = await firstEpoch()
    const fewer = right(take(19)(samples))
    expect(
      await train(backend(), network, fewer, { ...options, momentum: 0, sparsity: { lambda: 1e-4, over: 'maps' }, resume: state })(),
    ).toEqual(
      E.left({
        _tag: 'ResumeMismatch',
        differences: [
          { option: 'samples', saved: 20, given: 19 },
          { option: 'momentum', saved: 0.9, given: 0 },
          { option: 'sparsity.lambda', saved: 0, given: 1e-4 },
          { option: 'sparsity.over', saved: undefined, given: 'maps' },
        ],
      }),
    )
  })

  test('what changes nothing is no difference: defaults said or not, more epochs at the same rates', async () => {
    const { state } = await firstEpoch()
    const same: readonly More[] = [
      {
        weightDecay: 0,
        nesterov: false,
        dropLast: false,
        augmentation: { crop: { padding: [0, 0] } },
        sparsity: { lambda: 0, over: 'maps' },
      },
      { augmentation: { crop: { padding: 0 } } },
      { learningRate: constantRate(0.05), epochs: 5 },
      { learningRate: ({ epoch }) => (epoch === 0 ? 0.05 : 0.01) },
    ]
    for (const more of same) expect(E.isRight(await resumed(state, more))).toBe(true)
  })

  test('a crop by axis is recorded so, and as one number where both are the same', async () => {
    const cropped = (padding: number | readonly [number, number]): More => ({ augmentation: { crop: { padding } } })
    const { state } = await firstEpoch(cropped([1, 0]))
    const back = right(decodeFitState(encodeFitState(state)))
    expect(E.isRight(await resumed(back, cropped([1, 0])))).toBe(true)
    expect(await resumed(back, cropped(1))).toMatchObject({
      left: { _tag: 'ResumeMismatch', differences: [{ option: 'augmentation.crop.padding', saved: '[1,0]', given: 1 }] },
    })
    expect(E.isRight(await resumed((await firstEpoch(cropped([1, 1]))).state, cropped(1)))).toBe(true)
  })

  test('more epochs under a schedule that stretches with them would have had other rates', async () => {
    const learningRate = warmUp(1, cosine({ rate: 0.1 }))
    const { network, state } = await firstEpoch({ learningRate })
    const longer = { ...options, learningRate, resume: state, epochs: 6 }
    expect(E.isRight(await train(backend(), network, samples, { ...longer, epochs: 3 })())).toBe(true)
    expect(await train(backend(), network, samples, longer)()).toMatchObject({
      left: { _tag: 'ResumeMismatch', differences: [{ option: 'learningRate (epoch 0)' }] },
    })
  })

  test('what goes on under other options is recorded under them', async () => {
    const { network, state } = await firstEpoch()
    const other = { ...options, learningRate: 0.01, epochs: 4 }
    let [at, now] = [network, { ...state, told: undefined } as FitState]
    for (let stops = 0; stops < 3; stops += 1)
      for await (const epoch of fit(backend(), at, samples, { ...other, resume: now })) {
        const done = right(epoch)
        at = done.network
        now = done.state
        break
      }
    expect(now).toMatchObject({ epochsDone: 4, stepsDone: 12 })
    expect(now.told?.learningRates.map(Math.fround)).toEqual([0.01, 0.01, 0.01].map(Math.fround))
  })

  test.each<[option: string, state: object]>([
    ['resume.epochsDone', { epochsDone: -1 }],
    ['resume.stepsDone', { stepsDone: 1.5 }],
    ['resume.optimizer', { optimizer: { name: 'adam', slots: {} } }],
    ['resume.optimizer', { optimizer: undefined }],
    [
      'resume.optimizer.slots.velocity["0.weight"]',
      { optimizer: { name: 'sgd', slots: { velocity: { '0.weight': new Float32Array(3) } } } },
    ],
    ['resume.optimizer.slots.velocity["5.bias"]', { optimizer: { name: 'sgd', slots: { velocity: { '5.bias': [0, 0, 0] } } } }],
    [
      'resume.optimizer.slots.velocity["5.bias"]',
      { optimizer: { name: 'sgd', slots: { velocity: { '5.bias': Float32Array.of(0, Number.NaN, 0) } } } },
    ],
    [
      'resume.optimizer.slots.velocity["1.runningMean"]',
      { optimizer: { name: 'sgd', slots: { velocity: { '1.runningMean': new Float32Array(4) } } } },
    ],
    ['resume.told.learningRates', { epochsDone: 0 }],
  ])('a state that is none: %s', async (option, wrong) => {
    const { state } = await firstEpoch()
    expect(await resumed({ ...state, ...wrong })).toMatchObject({ _tag: 'Left', left: { _tag: 'BadOption', option } })
  })

  test('validation is what evaluate says of each epoch’s network, and changes nothing', async () => {
    const validation = right(withNormalization(samples.normalization)(learnable([6, 6, 3], 3, 13)))
    const before = alive(backend())
    const [plain, validated] = [await firstEpoch(), await firstEpoch({ validation })]
    expect(alive(backend())).toEqual(before)
    expect(plain.validation).toBeUndefined()
    expect(validated.validation).toEqual(right(await evaluate(backend(), validated.network, validation, { batchSize: 8 })()))
    expect({ ...validated, validation: undefined }).toEqual(plain)
  })

  test('validation samples that are not seen as the training samples are refused before the start', async () => {
    const other = right(withNormalization({ mean: [0, 0, 0], deviation: [1, 1, 2] })(samples))
    const wrong: readonly (readonly [string, More])[] = [
      ['validation.normalization', { validation: other }],
      ['validation.classes', { validation: { ...samples, classes: 4 } }],
      ['validation.shape', { validation: learnable([6, 5, 3], 3, 13) as never }],
    ]
    expect(measuredNormalization(other)).not.toEqual(other.normalization)
    for (const [option, more] of wrong)
      expect(await train(backend(), initial, samples, { ...options, ...more })()).toMatchObject({ left: { _tag: 'BadOption', option } })
  })
})

import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/fitStateFile.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import type { FitState } from '../../lib/training/fitState.js'
import type { FitOptions } from '../../lib/training/options.js'
import { cosine } from '../../lib/training/schedule.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const bits = (values: Float32Array): readonly number[] => [...new Uint32Array(values.slice().buffer)]
const velocityBits = ({ optimizer: { slots } }: FitState) => Object.entries(slots.velocity).map(([path, values]) => [path, bits(values)])

const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const arbitraryState: fc.Arbitrary<FitState> = fc.record({ epochsDone: fc.nat(), stepsDone: fc.maxSafeNat() }).chain((counts) =>
  fc.record({
    epochsDone: fc.constant(counts.epochsDone),
    stepsDone: fc.constant(counts.stepsDone),
    told: fc.option(
      fc.record({
        options: fc.dictionary(fc.string(), fc.oneof(number, fc.string({ unit: 'binary' }), fc.boolean())),
        learningRates: fc.array(number.map(Math.abs), { maxLength: Math.min(counts.epochsDone, 5) }),
      }),
      { nil: undefined },
    ),
    optimizer: fc.record({
      name: fc.constant('sgd' as const),
      slots: fc.record({
        velocity: fc.dictionary(
          fc.constantFrom('0.weight', '4.body.0.weight', '', '10'),
          fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
        ),
      }),
    }),
  }),
)

describe('fit states as files', () => {
  test('come back to the bit', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        const read = right(_.decodeFitState(_.encodeFitState(state)))
        expect({ ...read, optimizer: undefined }).toEqual({ ...state, optimizer: undefined })
        expect(velocityBits(read).toSorted()).toEqual(velocityBits(state).toSorted())
      }),
      { numRuns: 300 },
    )
  })

  const tensors = new Map([['velocity.0.weight', { shape: [2], values: Float32Array.of(1, 2) }]])
  const whole = { version: 1, epochsDone: 1, stepsDone: 3, told: null, optimizer: 'sgd' }
  const file = (changed: object, arrays: Parameters<typeof encodeSafetensors>[0] = tensors): Uint8Array =>
    encodeSafetensors(arrays, { 'narrownet.fitState': JSON.stringify({ ...whole, ...changed }) })

  test.each<[sentence: string, bytes: Uint8Array]>([
    ['version: expected 1, found 2', file({ version: 2 })],
    ['epochsDone: expected a whole number, 0 or more, found -1', file({ epochsDone: -1 })],
    ['stepsDone: expected a whole number, 0 or more, found "3"', file({ stepsDone: '3' })],
    ['told: expected what the fit was told, or null, found nothing', file({ told: undefined })],
    ['optimizer: expected "sgd" | "adam" | "adamW" | "rmsProp" | "lion", found "adagrad"', file({ optimizer: 'adagrad' })],
    ['told.learningRates: expected at most 1, one an epoch, found 2', file({ told: { options: {}, learningRates: [0.1, 0.1] } })],
  ])('%s', (sentence, bytes) => {
    expect(E.mapLeft(errorMessage)(_.decodeFitState(bytes))).toEqual(E.left(`checkpoint: narrownet.fitState.${sentence}`))
  })

  test('a field of what the fit was told, arrays of other slots, types, shapes and values are named', () => {
    const refusal = (bytes: Uint8Array) => E.match(errorMessage, () => 'accepted')(_.decodeFitState(bytes))
    const float = (values: readonly number[], shape: readonly number[] = [values.length]) => ({ shape, values: Float32Array.from(values) })
    expect(refusal(file({ told: { options: { batchSize: [] }, learningRates: [] } }))).toContain(
      'narrownet.fitState.told.options.batchSize: expected a finite number, a text, or true or false',
    )
    expect(refusal(file({ told: { options: {}, learningRates: [-1] } }))).toContain(
      'told.learningRates.0: expected a finite number, 0 or more, found -1',
    )
    expect(refusal(file({}, new Map([['moment.0.weight', float([1])]])))).toBe(
      'checkpoint: moment.0.weight: expected velocity. or average. and the path of an array, found moment.0.weight',
    )
    expect(refusal(file({}, new Map([['velocity.0.weight', float([1, 2], [1, 2])]])))).toBe(
      'checkpoint: velocity.0.weight: expected a list of numbers, found 2 axes',
    )
    expect(refusal(file({}, new Map([['velocity.0.weight', float([1, Number.NaN])]])))).toBe(
      'checkpoint: velocity.0.weight: expected finite numbers, found NaN at 1',
    )
    expect(refusal(encodeSafetensors(tensors))).toContain('metadata: expected a fit’s state under "narrownet.fitState"')
    expect(refusal(encodeSafetensors(tensors, { 'narrownet.fitState': '{' }))).toContain(
      'narrownet.fitState: expected a fit’s state as JSON',
    )
    expect(refusal(new Uint8Array(3))).toContain('safetensors: length')
  })
})

describeOnBackends('a fit that goes on from files', (backend) => {
  const samples = learnable([6, 6, 3], 3, 22)
  const initial = sequential(input(6, 6, 3), conv2d(3, 4), batchNorm(4), relu, dropout(0.2), globalAveragePool, linear(4, 3))(key(1))
  const base: FitOptions = { epochs: 4, batchSize: 8, learningRate: cosine({ rate: 0.1 }), key: key(5) }

  test.each<[name: string, more: Partial<FitOptions>]>([
    ['without momentum', {}],
    ['momentum', { momentum: 0.9 }],
    ['nesterov and weight decay', { momentum: 0.9, nesterov: true, weightDecay: 1e-3 }],
    ['sparsity', { momentum: 0.9, sparsity: { lambda: 1e-3, over: 'maps' } }],
    ['augmentation, full batches only', { momentum: 0.5, augmentation: { crop: { padding: 2 }, flip: true }, dropLast: true }],
  ])('is the fit that never stopped, to the bit: %s', async (_name, more) => {
    const epochs = []
    for await (const epoch of fit(backend(), initial, samples, { ...base, ...more })) epochs.push(right(epoch))
    for (const stopped of epochs.slice(0, -1)) {
      const network = right(decodeNetwork(encodeNetwork(stopped.network)))
      const resume = right(_.decodeFitState(_.encodeFitState(stopped.state)))
      const resumed = []
      for await (const epoch of fit(backend(), network as unknown as typeof initial, samples, { ...base, ...more, resume }))
        resumed.push(right(epoch))
      const last = resumed.at(-1)!
      expect(resumed).toHaveLength(3 - stopped.epoch)
      expect(encodeNetwork(last.network)).toEqual(encodeNetwork(epochs.at(-1)!.network))
      expect(_.encodeFitState(last.state)).toEqual(_.encodeFitState(epochs.at(-1)!.state))
      expect([last.loss, last.accuracy]).toEqual([epochs.at(-1)!.loss, epochs.at(-1)!.accuracy])
    }
  })
})

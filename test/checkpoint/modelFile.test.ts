import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/modelFile.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { modelOf } from '../../lib/data/model.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const network = mlp({ input: [1, 3, 2], cfg: [4], classes: 3 }, key(0))
const names = fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 })
const channel = fc.record({
  mean: fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
  deviation: fc.double({ noNaN: true, min: 1e-30, max: 1e30 }),
})
const arbitraryModel = fc.tuple(names, channel, channel).map(([classNames, ...channels]) =>
  right(
    modelOf(network, {
      classNames,
      normalization: { mean: channels.map(({ mean }) => mean), deviation: channels.map(({ deviation }) => deviation) },
    }),
  ),
)
const minusZero = right(modelOf(network, { normalization: { mean: [-0, 0], deviation: [1, 1] }, classNames: ['a', 'b', 'c'] }))
const model = right(modelOf(network, { normalization: { mean: [0.5, 1], deviation: [0.25, 2] }, classNames: ['cat', 'dog', 'fox'] }))
const file = _.encodeModel(model)

/** The model's file with another text under "narrownet.model"; without one where it is undefined. */
const withPart = (part: string | undefined): Uint8Array => {
  const { tensors, metadata } = right(decodeSafetensors(file))
  const { ['narrownet.model']: _part, ...others } = metadata
  const arrays = new Map([...tensors].map(([name, { shape, values }]) => [name, { shape, values: values as Float32Array }]))
  return encodeSafetensors(arrays, part === undefined ? others : { ...others, 'narrownet.model': part })
}
const refusal = (bytes: Uint8Array): string => E.match(errorMessage, () => 'accepted')(_.decodeModel(bytes))

describe('a model’s file', () => {
  test('gives back what was encoded, to the bit', () => {
    fc.assert(
      fc.property(arbitraryModel, (given) => {
        const bytes = _.encodeModel(given)
        const decoded = right(_.decodeModel(bytes))
        expect(decoded).toStrictEqual(given)
        expect(_.encodeModel(decoded)).toEqual(bytes)
      }),
      { examples: [[minusZero]] },
    )
  })

  test('is a network’s file too; a network’s file is no model’s, and says so', () => {
    expect(right(decodeNetwork(file))).toStrictEqual(network)
    expect(refusal(encodeNetwork(network))).toBe(
      'checkpoint: metadata: expected a model’s part under "narrownet.model", as encodeModel writes it, found none: it may be a network’s file',
    )
  })

  const part = { version: 1, normalization: model.normalization, classNames: model.classNames }
  test.each([
    ['{', 'checkpoint: narrownet.model: expected a model’s part as JSON, found '],
    [JSON.stringify({ ...part, version: 2 }), 'checkpoint: narrownet.model.version: expected 1, found 2'],
    [JSON.stringify({ ...part, classNames: 3 }), 'checkpoint: narrownet.model.classNames: expected names, found 3'],
    [JSON.stringify({ ...part, classNames: ['cat', 'dog', 7] }), 'checkpoint: narrownet.model.classNames.2: expected string, found 7'],
    [JSON.stringify({ ...part, classNames: ['cat', 'dog'] }), 'model: classNames: expected one for each of 3 classes, found 2'],
    [JSON.stringify({ ...part, normalization: {} }), 'checkpoint: narrownet.model.normalization.mean: expected numbers, found nothing'],
    [
      JSON.stringify({ ...part, normalization: { ...part.normalization, epsilon: 0 } }),
      'checkpoint: narrownet.model.normalization.epsilon: expected nothing, found 0',
    ],
    [
      JSON.stringify({ ...part, normalization: { mean: [0], deviation: [1] } }),
      'model: normalization: expected a finite mean and a positive deviation for each of 2 channels, found 1 means',
    ],
    [
      JSON.stringify({ ...part, normalization: { mean: [0, 0], deviation: [1, -1] } }),
      'model: normalization: expected a finite mean and a positive deviation for each of 2 channels, found deviation -1 in channel 1',
    ],
    [
      JSON.stringify({ ...part, normalization: 'none' }),
      'checkpoint: narrownet.model.normalization: expected means and deviations, found "none"',
    ],
  ])('with %j as the model’s part is refused', (text, message) => {
    expect(refusal(withPart(text)).slice(0, message.length)).toBe(message)
  })

  test('mutated is refused, is another model, or has other white space behind its header', () => {
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const mutated = file.with(at, (file[at] ?? 0) ^ by)
        const decoded = _.decodeModel(mutated)
        const isSpace = (byte: number | undefined): boolean => byte !== undefined && ' \t\n\r'.includes(String.fromCharCode(byte))
        expect(
          E.isLeft(decoded) || !Buffer.from(_.encodeModel(decoded.right)).equals(file) || (isSpace(file[at]) && isSpace(mutated[at])),
        ).toBe(true)
      }),
      { numRuns: 2000, examples: [[file.lastIndexOf(0x20), 0x20 ^ 0x09]] },
    )
  })

  test('of a model put together wrongly by hand is not written', () => {
    expect(() => _.encodeModel({ ...model, classNames: [] })).toThrow(
      /^narrownet: encodeModel: model: classNames: expected one for each of 3 classes, found 0/,
    )
  })
})

import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/regressionFile.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { regressionOf } from '../../lib/data/regression.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const network = mlp({ input: [1, 3, 2], cfg: [4], classes: 3 }, key(0))
const channel = fc.record({
  mean: fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
  deviation: fc.double({ noNaN: true, min: 1e-30, max: 1e30 }),
})
const arbitraryRegression = fc.tuple(channel, channel).map((channels) =>
  right(
    regressionOf(network, {
      normalization: { mean: channels.map(({ mean }) => mean), deviation: channels.map(({ deviation }) => deviation) },
    }),
  ),
)
const minusZero = right(regressionOf(network, { normalization: { mean: [-0, 0], deviation: [1, 1] } }))
const regression = right(regressionOf(network, { normalization: { mean: [0.5, 1], deviation: [0.25, 2] } }))
const file = _.encodeRegression(regression)

/** The regression's file with another text under "narrownet.regression"; without one where it is undefined. */
const withPart = (part: string | undefined): Uint8Array => {
  const { tensors, metadata } = right(decodeSafetensors(file))
  const { ['narrownet.regression']: _part, ...others } = metadata
  const arrays = new Map([...tensors].map(([name, { shape, values }]) => [name, { shape, values: values as Float32Array }]))
  return encodeSafetensors(arrays, part === undefined ? others : { ...others, 'narrownet.regression': part })
}
const refusal = (bytes: Uint8Array): string => E.match(errorMessage, () => 'accepted')(_.decodeRegression(bytes))

describe('a regression’s file', () => {
  test('gives back what was encoded, to the bit', () => {
    fc.assert(
      fc.property(arbitraryRegression, (given) => {
        const bytes = _.encodeRegression(given)
        const decoded = right(_.decodeRegression(bytes))
        expect(decoded).toStrictEqual(given)
        expect(_.encodeRegression(decoded)).toEqual(bytes)
      }),
      { examples: [[minusZero]] },
    )
  })

  test('is a network’s file too; a network’s file is no regression’s, and says so', () => {
    expect(right(decodeNetwork(file))).toStrictEqual(network)
    expect(refusal(encodeNetwork(network))).toBe(
      'checkpoint: metadata: expected a regression’s part under "narrownet.regression", as encodeRegression writes it, found none: it may be a network’s file',
    )
  })

  const part = { version: 1, normalization: regression.normalization }
  test.each([
    ['{', 'checkpoint: narrownet.regression: expected a regression’s part as JSON, found '],
    [JSON.stringify({ ...part, version: 2 }), 'checkpoint: narrownet.regression.version: expected 1, found 2'],
    [
      JSON.stringify({ ...part, normalization: {} }),
      'checkpoint: narrownet.regression.normalization.mean: expected numbers, found nothing',
    ],
    [
      JSON.stringify({ ...part, normalization: { ...part.normalization, epsilon: 0 } }),
      'checkpoint: narrownet.regression.normalization.epsilon: expected nothing, found 0',
    ],
    [
      JSON.stringify({ ...part, normalization: { mean: [0], deviation: [1] } }),
      'regression: normalization: expected a finite mean and a positive deviation for each of 2 channels, found 1 means',
    ],
    [
      JSON.stringify({ ...part, normalization: { mean: [0, 0], deviation: [1, -1] } }),
      'regression: normalization: expected a finite mean and a positive deviation for each of 2 channels, found deviation -1 in channel 1',
    ],
    [
      JSON.stringify({ ...part, normalization: 'none' }),
      'checkpoint: narrownet.regression.normalization: expected means and deviations, found "none"',
    ],
  ])('with %j as the regression’s part is refused', (text, message) => {
    expect(refusal(withPart(text)).slice(0, message.length)).toBe(message)
  })

  test('mutated is refused, is another regression, or has other white space behind its header', () => {
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const mutated = file.with(at, (file[at] ?? 0) ^ by)
        const decoded = _.decodeRegression(mutated)
        const isSpace = (byte: number | undefined): boolean => byte !== undefined && ' \t\n\r'.includes(String.fromCharCode(byte))
        expect(
          E.isLeft(decoded) || !Buffer.from(_.encodeRegression(decoded.right)).equals(file) || (isSpace(file[at]) && isSpace(mutated[at])),
        ).toBe(true)
      }),
      { numRuns: 2000, examples: [[file.lastIndexOf(0x20), 0x20 ^ 0x09]] },
    )
  })

  test('of a regression put together wrongly by hand is not written', () => {
    expect(() => _.encodeRegression({ ...regression, normalization: { mean: [], deviation: [] } })).toThrow(
      /^narrownet: encodeRegression: regression: normalization: expected a finite mean and a positive deviation for each of 2 channels, found 0 means/,
    )
  })
})

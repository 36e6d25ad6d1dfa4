/**
 * A regression as one file: the file of its network (`networkFile.ts`), and in the metadata, under "narrownet.regression", the normalization of its inputs.
 *
 * So `decodeNetwork` reads its file too, and gives the network alone. Law (test/checkpoint/regressionFile.test.ts): decoding what was encoded gives the
 * regression back, to the bit.
 */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { type ModelError, modelErrorMessage } from '../data/model.js'
import { type Regression, regressionOf, regressionProblem } from '../data/regression.js'
import type { AnyNetwork } from '../network/network.js'
import { invariant } from '../shape/invariant.js'
import { type Part, partIn } from './besideNetwork.js'
import { jsonOf } from './jsonOf.js'
import { type CheckpointError, networkIn, networkMetadata, networkTensors, type ReadOptions, toldLayers } from './networkFile.js'
import { normalizationCodec } from './normalizationCodec.js'
import { encodeSafetensors, tensorsIn } from './safetensors.js'

const version = 1

const codec = t.type({ version: t.literal(version), normalization: normalizationCodec }, 'what a regression has beside its network')

const part: Part<t.TypeOf<typeof codec>> = {
  key: 'narrownet.regression',
  name: 'a regression’s part',
  writer: 'encodeRegression',
  codec,
}

/**
 * The regression as the bytes of a safetensors file.
 *
 * @example
 * const network = sequential(input(2), linear(2, 1))(key(0)) // trained, say, on prices of houses
 * const file = F.pipe(regressionOf(network, { normalization: { mean: [90, 3], deviation: [30, 1] } }), E.map(encodeRegression))
 * F.pipe(file, E.flatMap(decodeRegression), E.map(({ normalization }) => normalization.mean)) // => E.right([90, 3])
 */
export const encodeRegression = (regression: Regression<AnyNetwork>): Uint8Array<ArrayBuffer> => {
  const problem = regressionProblem('encodeRegression', regression)
  if (problem !== undefined) invariant(`encodeRegression: ${modelErrorMessage(problem)}`)
  const {
    network,
    normalization: { mean, deviation },
  } = regression
  return encodeSafetensors(networkTensors('encodeRegression', network), {
    ...networkMetadata('encodeRegression', network),
    [part.key]: jsonOf({ version, normalization: { mean, deviation } }),
  })
}

/**
 * The regression of a file that `encodeRegression` made, ready for `regress`. What the compiler does not know of the network is `Shape` and `Cfg`, as in
 * `decodeNetwork`.
 *
 * `Left` for what `decodeNetwork` refuses; a file without a regression's part (a bare network, say), or with one of another version or wrong in a field;
 * means and deviations that are not as many as the network's channels.
 *
 * @example
 * decodeRegression(encodeNetwork(mlp({ input: [4], cfg: [6], classes: 2 }, key(0))))._tag // => 'Left'
 */
export const decodeRegression = (
  bytes: Uint8Array,
  options: ReadOptions = {},
): E.Either<CheckpointError | ModelError, Regression<AnyNetwork>> => {
  const known = toldLayers('decodeRegression', options)
  return F.pipe(
    E.Do,
    E.apSW('file', tensorsIn('decodeRegression', bytes)),
    E.bindW('network', ({ file }) => networkIn(file, known)),
    E.bindW('beside', ({ file: { metadata } }) => partIn(part, metadata)),
    E.flatMap(({ network, beside }) => regressionOf(network, beside)),
  )
}

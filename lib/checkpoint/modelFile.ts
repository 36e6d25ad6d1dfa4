/**
 * A model as one file: the file of its network (`networkFile.ts`), and in the metadata, under "narrownet.model", the normalization of its
 * inputs and the names of its classes.
 *
 * So `decodeNetwork` reads a model's file too, and gives the network alone. `decodeModel` does not read a bare network's file: that does
 * not say how its inputs were normalized, and a guess would answer by chance. `decodeNetwork` and `modelOf` make the model of one.
 *
 * Law (test/checkpoint/modelFile.test.ts): decoding what was encoded gives the model back, to the bit.
 */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { type Model, type ModelError, modelErrorMessage, modelOf, modelProblem } from '../data/model.js'
import type { AnyNetwork } from '../network/network.js'
import { invariant } from '../shape/invariant.js'
import { type Part, partIn } from './besideNetwork.js'
import { jsonOf } from './jsonOf.js'
import { type CheckpointError, networkIn, networkMetadata, networkTensors, type ReadOptions, toldLayers } from './networkFile.js'
import { normalizationCodec } from './normalizationCodec.js'
import { encodeSafetensors, tensorsIn } from './safetensors.js'

const version = 1

const codec = t.type(
  {
    version: t.literal(version),
    normalization: normalizationCodec,
    classNames: t.readonlyArray(t.string, 'names'),
  },
  'what a model has beside its network',
)

const part: Part<t.TypeOf<typeof codec>> = { key: 'narrownet.model', name: 'a model’s part', writer: 'encodeModel', codec }

/**
 * The model as the bytes of a safetensors file.
 *
 * @example
 * const network = mlp({ input: [4], cfg: [6], classes: 2 }, key(0))
 * const file = F.pipe(modelOf(network, { normalization: 'none', classNames: ['cat', 'dog'] }), E.map(encodeModel))
 * F.pipe(file, E.flatMap(decodeModel), E.map(({ classNames }) => classNames)) // => E.right(['cat', 'dog'])
 */
export const encodeModel = (model: Model<AnyNetwork>): Uint8Array<ArrayBuffer> => {
  const problem = modelProblem('encodeModel', model)
  if (problem !== undefined) invariant(`encodeModel: ${modelErrorMessage(problem)}`)
  const {
    network,
    normalization: { mean, deviation },
    classNames,
  } = model
  return encodeSafetensors(networkTensors('encodeModel', network), {
    ...networkMetadata('encodeModel', network),
    [part.key]: jsonOf({ version, normalization: { mean, deviation }, classNames }),
  })
}

/**
 * The model of a file that `encodeModel` made, ready for `predict`. What the compiler does not know of the network is `Shape` and `Cfg`, as
 * in `decodeNetwork`; `traverseNetwork(refine(cfg))` gives its widths back.
 *
 * `Left` for what `decodeNetwork` refuses; a file without a model's part (a bare network, say), or with one of another version or wrong
 * in a field; means, deviations and names that are not as many as the network's channels and classes.
 *
 * @example
 * decodeModel(encodeNetwork(mlp({ input: [4], cfg: [6], classes: 2 }, key(0))))._tag // => 'Left'
 */
export const decodeModel = (bytes: Uint8Array, options: ReadOptions = {}): E.Either<CheckpointError | ModelError, Model<AnyNetwork>> => {
  const known = toldLayers('decodeModel', options)
  return F.pipe(
    E.Do,
    E.apSW('file', tensorsIn('decodeModel', bytes)),
    E.bindW('network', ({ file }) => networkIn(file, known)),
    E.bindW('parts', ({ file: { metadata } }) => partIn(part, metadata)),
    E.flatMap(({ network, parts }) => modelOf(network, parts)),
  )
}

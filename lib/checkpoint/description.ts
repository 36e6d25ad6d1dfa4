/** What a checkpoint says about its network beside the arrays: enough to build the tree that they belong to. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { branchesOf, isBranching, type Spec } from '../network/branching.js'
import { specsOf } from '../network/specsOf.js'
import type { AnyNetwork, Arch } from '../network/network.js'
import { walkFrom } from '../network/sequential.js'
import { type ShapeError, walk } from '../network/walk.js'
import type { Cfg } from '../shape/atMost.js'
import { channelsOf, type Shape } from '../shape/shape.js'
import { checked, codecOf, type Misfit, misfit, misfitMessage } from './checked.js'
import { jsonOf } from './jsonOf.js'
import { specCodec } from './specCodec.js'
import { strictJson } from './strictJson.js'

/** Why a description was refused: the field, what was expected there and what was found. */
export interface DescriptionError extends Misfit {
  readonly _tag: 'DescriptionError'
}

/** The error as a value; for the modules of this folder. */
export const descriptionError = (field: string, expected: string, found: string): DescriptionError =>
  asError(misfit(field, expected, found))

/**
 * The error as one sentence.
 *
 * @example
 * descriptionMessage({ _tag: 'DescriptionError', field: 'narrownet.version', expected: '1', found: '2' })
 * // => 'checkpoint: narrownet.version: expected 1, found 2'
 * @since 0.1.0
 */
export const descriptionMessage = (error: DescriptionError): string => `checkpoint: ${misfitMessage(error)}`

const asError = (found: Misfit): DescriptionError => ({ _tag: 'DescriptionError', ...found })

/** Where the description stands in a file's metadata. */
export const descriptionKey = 'narrownet'

/** A network without its arrays, whose layers fit. */
export interface Description {
  readonly input: Shape
  readonly output: Shape
  readonly cfg: Cfg
  readonly arch: Arch
  readonly layers: readonly Spec[]
}

const version = 1

// Real networks branch two or three times inside each other and have fewer than 4,000 layers.
const deepest = 16
const mostLayers = 10_000
/** Of all layers together, for a file that holds no more numbers: what follows the channels through a tree takes memory for each. */
const mostChannels = 2 ** 22

const width = codecOf('a width or "M"', (value): value is number | 'M' => typeof value === 'number' || value === 'M')
const codec = t.type(
  {
    version: t.literal(version),
    input: t.readonlyArray(t.number, 'sizes'),
    cfg: t.readonlyArray(width, 'widths'),
    arch: t.union([t.string, t.readonlyArray(t.string)], 'a name or the layers’ names'),
    layers: t.readonlyArray(specCodec(deepest), 'layers'),
  },
  'a description',
)

/** The description as JSON. */
export const describeNetwork = ({ input, cfg, arch, nodes }: AnyNetwork): string =>
  jsonOf({ version, input, cfg, arch, layers: specsOf(nodes) })

/**
 * A description from JSON, checked as `sequentialFrom` checks it: every field, every layer, whether neighbors fit, and the names in `arch`
 * against the layers'. The cfg is compared when the arrays are there. `numbers` is how many those hold.
 */
export const readDescription = (json: string | undefined, numbers: number): E.Either<DescriptionError | ShapeError, Description> =>
  F.pipe(
    parsed(json),
    E.flatMap((value) => F.pipe(checked(codec, descriptionKey, value), E.mapLeft(asError))),
    E.filterOrElse(
      ({ layers }) => layerCount(layers) <= mostLayers,
      ({ layers }) => descriptionError(`${descriptionKey}.layers`, `at most ${mostLayers}`, `${layerCount(layers)}`),
    ),
    E.filterOrElse(
      ({ input, layers }) => channelCount(input, layers) <= Math.max(mostChannels, numbers),
      () => descriptionError(`${descriptionKey}.layers`, `channels for ${numbers} numbers in the arrays`, 'many more'),
    ),
    E.bindW('walked', ({ input, layers }) => walkFrom(input, layers)),
    E.chainFirstW(({ arch, walked }) => sameNames(arch, walked.names)),
    E.map(({ input, cfg, arch, layers, walked: { output } }) => ({ input, output, cfg, arch, layers })),
  )

const parsed = (json: string | undefined): E.Either<DescriptionError, unknown> =>
  json === undefined
    ? E.left(descriptionError('metadata', `a network’s description under "${descriptionKey}", as encodeNetwork writes it`, 'none'))
    : F.pipe(
        strictJson(json),
        E.mapLeft((found) => descriptionError(descriptionKey, 'a network’s description as JSON', found)),
      )

/** Whether `arch` is a family's name, or the layers' names. */
const sameNames = (arch: Arch, names: readonly string[]): E.Either<DescriptionError, Arch> => {
  if (typeof arch === 'string') return E.right(arch)
  const wrong = Array.from({ length: Math.max(arch.length, names.length) }, (_, at) => at).find((at) => arch[at] !== names[at])
  return wrong === undefined
    ? E.right(arch)
    : E.left(descriptionError(`${descriptionKey}.arch.${wrong}`, names[wrong] ?? 'nothing', arch[wrong] ?? 'nothing'))
}

const layerCount = (specs: readonly Spec[]): number =>
  specs.reduce(
    (sum, spec) => sum + 1 + (isBranching(spec) ? branchesOf(spec).reduce((inner, branch) => inner + layerCount(branch), 0) : 0),
    0,
  )

/** Channels of all that the layers give, as far as they fit: where they do not is found afterwards. */
const channelCount = (from: Shape, specs: readonly Spec[]): number => {
  let shape = from
  let sum = channelsOf(shape)
  for (const spec of specs) {
    if (isBranching(spec)) for (const branch of branchesOf(spec)) sum += channelCount(shape, branch)
    const walked = walk(shape, [spec])
    if (E.isLeft(walked)) break
    shape = walked.right.output
    sum += channelsOf(shape)
  }
  return sum
}

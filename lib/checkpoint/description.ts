/** What a checkpoint says about its network beside the arrays: enough to build the tree that they belong to. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import type { KnownLayers } from '../layer/knownLayers.js'
import type { Spec } from '../network/branching.js'
import { specsOf } from '../network/specsOf.js'
import type { AnyNetwork, Arch } from '../network/network.js'
import { walkFrom } from '../network/sequential.js'
import { deepest } from '../network/treeSize.js'
import type { ShapeError } from '../network/walk.js'
import type { Cfg } from '../shape/atMost.js'
import { aString, either, type Kind, listOf } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
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

const width = codecOf('a width or "M"', (value): value is number | 'M' => typeof value === 'number' || value === 'M')
const codecWith = (known: KnownLayers) =>
  t.type(
    {
      version: t.literal(version),
      input: t.readonlyArray(t.number, 'sizes'),
      cfg: t.readonlyArray(width, 'widths'),
      arch: t.union([t.string, t.readonlyArray(t.string)], 'a name or the layers’ names'),
      layers: t.readonlyArray(specCodec(known), 'layers'),
    },
    'a description',
  )

/** The description as JSON. */
export const describeNetwork = ({ input, cfg, arch, nodes }: AnyNetwork): string =>
  jsonOf({ version, input, cfg, arch: checkedArgument('a network', 'arch', names, arch), layers: specsOf(nodes) })

const names: Kind<Arch> = either(aString, listOf('strings', aString))

/**
 * A description from JSON, of layers that are known, checked as `sequentialFrom` checks it: every field, every layer, whether neighbors fit, how large it is, and the
 * names in `arch` against the layers'. The cfg is compared when the arrays are there.
 */
export const readDescription = (json: string | undefined, known: KnownLayers): E.Either<DescriptionError | ShapeError, Description> =>
  F.pipe(
    parsed(json),
    E.flatMap((value) => F.pipe(checked(codecWith(known), descriptionKey, value), E.mapLeft(asError))),
    E.bindW('walked', ({ input, layers }) => walkFrom(input, layers)),
    E.chainFirstW(({ arch, walked }) => sameNames(arch, walked.names)),
    E.map(({ input, cfg, arch, layers, walked: { output } }) => ({ input, output, cfg, arch, layers })),
  )

/** A sum is an object with a list of lists; around the layers stand an object and a list, in the last branch another object. */
const deepestBrackets = 3 * deepest + 3

const parsed = (json: string | undefined): E.Either<DescriptionError, unknown> =>
  json === undefined
    ? E.left(descriptionError('metadata', `a network’s description under "${descriptionKey}", as encodeNetwork writes it`, 'none'))
    : F.pipe(
        strictJson(json, deepestBrackets),
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

/**
 * A fit's state as one safetensors file: the optimizer's arrays by slot and path ("velocity.0.weight"), and in the file's metadata, under
 * "narrownet.fitState", how far the fit is and what it was told. An optimizer with other slots is another name and other arrays, no other
 * format.
 *
 * Law (test/checkpoint/fitStateFile.test.ts): decoding what was encoded gives the state back, to the bit; so a fit that is stopped, written,
 * read and resumed is the fit that never stopped.
 */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { finite } from '../layer/arrayRule.js'
import type { FitRecord, FitState, OptionValue } from '../training/fitState.js'
import { checked, codecOf } from './checked.js'
import { type DescriptionError, descriptionError } from './description.js'
import { jsonOf } from './jsonOf.js'
import type { StoredTensor } from './dtype.js'
import { decodeSafetensors, encodeSafetensors } from './safetensors.js'
import type { SafetensorsError } from './safetensorsHeader.js'
import { strictJson } from './strictJson.js'

/** Where the rest of the state stands in a file's metadata. */
const stateKey = 'narrownet.fitState'

const version = 1

/** The slots of each optimizer that there is. */
const slots = { sgd: ['velocity'] } as const

const count = codecOf('a whole number, 0 or more', (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0)
const rate = codecOf('a finite number, 0 or more', (value): value is number => Number.isFinite(value) && Number(value) >= 0)
const option = codecOf('a number, a text, or true or false', (value): value is OptionValue =>
  ['number', 'string', 'boolean'].includes(typeof value),
)
const record: t.Type<FitRecord, unknown> = t.type(
  { options: t.record(t.string, option, 'options'), learningRates: t.readonlyArray(rate, 'learning rates') },
  'what the fit was told',
)
/** Null where nothing is compared. No `t.union`, whose errors say which member but not which field. */
const recordOrNone = new t.Type<FitRecord | null, unknown, unknown>(
  `${record.name}, or null`,
  (value): value is FitRecord | null => value === null || record.is(value),
  (value, context) => (value === null ? t.success(value) : record.validate(value, context)),
  t.identity,
)
const codec = t.type(
  {
    version: t.literal(version),
    epochsDone: count,
    stepsDone: count,
    told: recordOrNone,
    optimizer: t.keyof(slots),
  },
  'a fit state',
)

/**
 * The state of a fit as the bytes of a safetensors file. A checkpoint that resumes is this and the network of the same epoch.
 *
 * @example
 * const state: FitState = { epochsDone: 2, stepsDone: 8, told: undefined, optimizer: { name: 'sgd', slots: { velocity: {} } } }
 * F.pipe(decodeFitState(encodeFitState(state)), E.map(({ epochsDone }) => epochsDone)) // => E.right(2)
 */
export const encodeFitState = ({ epochsDone, stepsDone, told, optimizer }: FitState): Uint8Array<ArrayBuffer> =>
  encodeSafetensors(
    new Map(
      Object.entries(optimizer.slots).flatMap(([slot, arrays]) =>
        Object.entries(arrays).map(([path, values]) => [`${slot}.${path}`, { shape: [values.length], values }]),
      ),
    ),
    { [stateKey]: jsonOf({ version, epochsDone, stepsDone, told: told ?? null, optimizer: optimizer.name }) },
  )

/**
 * The state of a file that `encodeFitState` made. Whether it goes with a network and with the options of a fit, the fit says that resumes it.
 *
 * `Left` for what `decodeSafetensors` refuses; metadata that is missing, of another version, or wrong in a field; an optimizer that this
 * version does not know, an array of no slot of its, one that is not a list of finite float32 numbers.
 *
 * @example
 * F.pipe(decodeFitState(encodeNetwork(mlp({ input: [4], cfg: [6], classes: 2 }, key(0)))), E.mapLeft(errorMessage))
 * // => E.left('checkpoint: metadata: expected a fit’s state under "narrownet.fitState", as encodeFitState writes it, found none')
 */
export const decodeFitState = (bytes: Uint8Array): E.Either<SafetensorsError | DescriptionError, FitState> =>
  F.pipe(
    E.Do,
    E.bindW('file', () => decodeSafetensors(bytes)),
    E.bindW('described', ({ file: { metadata } }) => described(metadata)),
    E.bindW('velocity', ({ file: { tensors } }) => slotArrays('velocity', tensors)),
    E.map(({ described: { epochsDone, stepsDone, told, optimizer: name }, velocity }) => ({
      epochsDone,
      stepsDone,
      told: told === null ? undefined : { options: told.options, learningRates: told.learningRates },
      optimizer: { name, slots: { velocity } },
    })),
  )

const described = (metadata: Readonly<Record<string, string>>): E.Either<DescriptionError, t.TypeOf<typeof codec>> => {
  const json = Object.hasOwn(metadata, stateKey) ? metadata[stateKey] : undefined
  return json === undefined
    ? E.left(descriptionError('metadata', `a fit’s state under "${stateKey}", as encodeFitState writes it`, 'none'))
    : F.pipe(
        strictJson(json),
        E.mapLeft((found) => descriptionError(stateKey, 'a fit’s state as JSON', found)),
        E.flatMap((value) =>
          F.pipe(
            checked(codec, stateKey, value),
            E.mapLeft(({ field, expected, found }) => descriptionError(field, expected, found)),
          ),
        ),
        E.filterOrElse(
          ({ told, epochsDone }) => (told?.learningRates.length ?? 0) <= epochsDone,
          ({ told, epochsDone }) =>
            descriptionError(`${stateKey}.told.learningRates`, `at most ${epochsDone}, one an epoch`, `${told?.learningRates.length}`),
        ),
      )
}

/** The arrays of the file, all of which must be of that slot, by the paths behind its name. */
const slotArrays = (
  slot: string,
  tensors: ReadonlyMap<string, StoredTensor>,
): E.Either<DescriptionError, Readonly<Record<string, Float32Array>>> => {
  const arrays: [path: string, values: Float32Array][] = []
  for (const [name, { dtype, shape, values }] of tensors) {
    if (!name.startsWith(`${slot}.`)) return E.left(descriptionError(name, `${slot}. and the path of an array`, name))
    if (!(values instanceof Float32Array)) return E.left(descriptionError(name, 'F32', dtype))
    if (shape.length !== 1) return E.left(descriptionError(name, 'a list of numbers', `${shape.length} axes`))
    const wrong = finite.brokenAt(values)
    if (wrong >= 0) return E.left(descriptionError(name, finite.name, `${values[wrong]} at ${wrong}`))
    arrays.push([name.slice(slot.length + 1), values])
  }
  return E.right(Object.fromEntries(arrays))
}

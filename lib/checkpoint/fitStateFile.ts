/**
 * A fit's state as one safetensors file: the optimizer's arrays by slot and path ("velocity.0.weight"), those of an average likewise
 * ("average.0.weight"), and in the file's metadata, under "narrownet.fitState", how far the fit is and what it was told. An optimizer with other slots is another name and other arrays, no other
 * format.
 *
 * Law (test/checkpoint/fitStateFile.test.ts): decoding what was encoded gives the state back, to the bit; so a fit that is stopped, written,
 * read and resumed is the fit that never stopped.
 */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { finite } from '../layer/arrayRule.js'
import { type ArrayValues, type Slots, slotsOf } from '../training/deviceState.js'
import type { FitRecord, FitState, OptionValue } from '../training/fitState.js'
import { emptySlots } from '../training/optimizerState.js'
import type { SlotName } from '../training/optimizer/definition.js'
import { optimizerDefinition, type OptimizerName, optimizerNames } from '../training/optimizer/optimizer.js'
import { invariant } from '../shape/invariant.js'
import { anObject, floats } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { checked, codecOf, misfit } from './checked.js'
import { type DescriptionError, descriptionError, descriptionMessage } from './description.js'
import { jsonOf } from './jsonOf.js'
import type { StoredTensor } from './dtype.js'
import { encodeSafetensors, tensorsIn } from './safetensors.js'
import type { SafetensorsError } from './safetensorsHeader.js'
import { strictJson } from './strictJson.js'

/** Where the rest of the state stands in a file's metadata. */
const stateKey = 'narrownet.fitState'

const version = 1

/** What stands in front of the paths of an average, where slots have their name. */
const averageKey = 'average'

const count = codecOf('a whole number, 0 or more', (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0)
const rate = codecOf('a finite number, 0 or more', (value): value is number => Number.isFinite(value) && Number(value) >= 0)
const option = codecOf(
  'a finite number, a text, or true or false',
  (value): value is OptionValue => Number.isFinite(value) || ['string', 'boolean'].includes(typeof value),
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
    optimizer: t.keyof(Object.fromEntries(optimizerNames.map((name) => [name, null])) as Readonly<Record<OptimizerName, null>>),
  },
  'a fit state',
)

/**
 * The state of a fit as the bytes of a safetensors file. A checkpoint that resumes is this and the network of the same epoch. A state that
 * `decodeFitState` would refuse is a mistake in the program and throws.
 *
 * @example
 * const state: FitState = { epochsDone: 2, stepsDone: 8, told: undefined, optimizer: { name: 'sgd', slots: { velocity: {} } } }
 * F.pipe(decodeFitState(encodeFitState(state)), E.map(({ epochsDone }) => epochsDone)) // => E.right(2)
 */
export const encodeFitState = (state: FitState): Uint8Array<ArrayBuffer> => {
  const {
    epochsDone,
    stepsDone,
    told,
    optimizer,
    average = {},
  } = checkedArgument('encodeFitState', 'the state', anObject<FitState>(), state)
  const { name, slots: arrays } = checkedArgument('encodeFitState', 'optimizer', anObject<FitState['optimizer']>(), optimizer)
  const tensors = new Map(
    [...Object.entries({ ...arrays }), [averageKey, average] as const].flatMap(([slot, named]) =>
      Object.entries({ ...named }).map(([path, given]) => {
        const values = checkedArgument('encodeFitState', `${slot}["${path}"]`, floats, given)
        return [`${slot}.${path}`, { dtype: 'F32' as const, shape: [values.length], values }] as const
      }),
    ),
  )
  const described = { version, epochsDone, stepsDone, told: told ?? null, optimizer: name }
  // what is written can be read: the reader's own look at it
  const read = F.pipe(
    stated(described),
    E.flatMap(() => stateArrays(name, tensors)),
  )
  return E.isLeft(read)
    ? invariant(`encodeFitState: ${descriptionMessage(read.left)}`)
    : encodeSafetensors(tensors, { [stateKey]: jsonOf(described) })
}

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
    E.bindW('file', () => tensorsIn('decodeFitState', bytes)),
    E.bindW('described', ({ file: { metadata } }) => described(metadata)),
    E.bindW('arrays', ({ file: { tensors }, described: { optimizer } }) => stateArrays(optimizer, tensors)),
    E.map(({ described: { epochsDone, stepsDone, told, optimizer: name }, arrays: { slots, average } }) => ({
      epochsDone,
      stepsDone,
      told: told === null ? undefined : { options: told.options, learningRates: told.learningRates },
      optimizer: { name, slots: { ...emptySlots(name), ...slots } },
      ...(Object.keys(average).length > 0 && { average }),
    })),
  )

const described = (metadata: Readonly<Record<string, string>>): E.Either<DescriptionError, t.TypeOf<typeof codec>> => {
  const json = Object.hasOwn(metadata, stateKey) ? metadata[stateKey] : undefined
  return json === undefined
    ? E.left(descriptionError('metadata', `a fit’s state under "${stateKey}", as encodeFitState writes it`, 'none'))
    : F.pipe(
        strictJson(json),
        E.mapLeft((found) => descriptionError(stateKey, 'a fit’s state as JSON', found)),
        E.flatMap(stated),
      )
}

const stated = (value: unknown): E.Either<DescriptionError, t.TypeOf<typeof codec>> =>
  F.pipe(
    checked(codec, stateKey, value),
    E.filterOrElse(
      ({ told, epochsDone }) => (told?.learningRates.length ?? 0) <= epochsDone,
      ({ told, epochsDone }) =>
        misfit(`${stateKey}.told.learningRates`, `at most ${epochsDone}, one an epoch`, `${told?.learningRates.length}`),
    ),
    E.mapLeft(({ field, expected, found }) => descriptionError(field, expected, found)),
  )

/** The arrays of the file, each of which must be of a slot of that optimizer or of the average, by the path behind that name. */
const stateArrays = (
  optimizer: OptimizerName,
  tensors: ReadonlyMap<string, StoredTensor>,
): E.Either<DescriptionError, { readonly slots: Slots; readonly average: ArrayValues }> => {
  const slots = optimizerDefinition(optimizer).slots
  const kept: [slot: SlotName, path: string, values: Float32Array][] = []
  const average: [path: string, values: Float32Array][] = []
  for (const [name, { dtype, shape, values }] of tensors) {
    const slot = slots.find((known) => name.startsWith(`${known}.`))
    if (slot === undefined && !name.startsWith(`${averageKey}.`)) {
      const known = [...slots, averageKey].map((each) => `${each}.`)
      return E.left(descriptionError(name, `${known.join(' or ')} and the path of an array`, name))
    }
    if (!(values instanceof Float32Array)) return E.left(descriptionError(name, 'F32', dtype))
    if (shape.length !== 1) return E.left(descriptionError(name, 'a list of numbers', `${shape.length} axes`))
    const wrong = finite.brokenAt(values)
    if (wrong >= 0) return E.left(descriptionError(name, finite.name, `${values[wrong]} at ${wrong}`))
    if (slot === undefined) average.push([name.slice(averageKey.length + 1), values])
    else kept.push([slot, name.slice(slot.length + 1), values])
  }
  return E.right({ slots: slotsOf(kept), average: Object.fromEntries(average) })
}

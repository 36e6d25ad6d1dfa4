/**
 * PyTorch state dicts: a network's arrays under PyTorch's names, in PyTorch's layouts, and back.
 *
 * Law (test/checkpoint/stateDict.test.ts): reading what was written gives the same network, bit for bit.
 */
import { either as E, function as F } from 'fp-ts'
import { admitted } from '../network/admitted.js'
import { arraysOf, mapArrays } from '../network/arrays.js'
import type { AnyNetwork } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { aMap, anObject, floats, type Kind, kind, listOf, aNumber } from '../shape/kind.js'
import { listed } from '../shape/listed.js'
import { checkedArgument } from '../shape/options.js'
import { elementCount, sameShape, type Shape, showShape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type ModuleNames, prefixed } from './moduleNames.js'
import { type ModuleNamesMismatch, type StateArray, stateArrays } from './stateArrays.js'

/** A tensor of any element type. */
export interface StateTensor {
  readonly shape: Shape
  /** row-major */
  readonly values: ArrayLike<number> | ArrayLike<bigint>
}

/** Tensors by name: what `decodeSafetensors` reads. */
export type StateDict = ReadonlyMap<string, StateTensor>

/** What does not fit, all at once; names and shapes are PyTorch's. */
export interface StateDictMismatch {
  readonly _tag: 'StateDictMismatch'
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  /** tensors whose elements are not float32 */
  readonly wrongType: readonly string[]
  readonly wrongShape: readonly { readonly name: string; readonly expected: Shape; readonly found: Shape }[]
  /** the first value of a tensor that its layer cannot have: one that is not finite, a negative variance, neither 0 nor 1 in a mask */
  readonly wrongValue: readonly { readonly name: string; readonly expected: string; readonly found: number }[]
  /** selections of another number of channels than the network's */
  readonly wrongSelection: readonly { readonly name: string; readonly expected: number; readonly found: number }[]
  /** what stands in front of every name in the state dict, where that is why they are missing */
  readonly prefix?: string | undefined
}

/** How a state dict is read. */
export interface StateDictOptions {
  /** what stands in front of every name in the state dict: 'module.' where DataParallel wrote it, '_orig_mod.' where torch.compile did; default '' */
  readonly prefix?: string | undefined
}

/**
 * The network's arrays as a state dict; a `Left` if a layer has no name of its own.
 *
 * @example
 * const network = sequential(input(8, 8, 3), conv2d(3, 16), batchNorm(16), globalAveragePool, linear(16, 10))(key(0))
 * const tensors = stateDictOf({ 0: 'conv1', 1: 'bn1', 3: 'fc' })(network)
 * F.pipe(tensors, E.map((found) => found.get('conv1.weight')?.shape)) // => E.right([16, 3, 3, 3])
 */
export const stateDictOf =
  (names: ModuleNames) =>
  (network: AnyNetwork): E.Either<ModuleNamesMismatch, ReadonlyMap<string, Tensor<Shape>>> =>
    F.pipe(
      stateArrays('stateDictOf', names, admitted('stateDictOf', network)),
      E.map((arrays) => {
        const values = new Map(arraysOf(network).map((array) => [array.path, array.values]))
        return new Map(arrays.map(({ name, path, shape, encode }) => [name, { shape, values: encode(known(values.get(path), path)) }]))
      }),
    )

/**
 * The same network with a state dict's arrays: all of them, each float32, finite and of its shape, or a `Left` that lists everything
 * amiss, or the prefix that all names have.
 * `num_batches_tracked`, which PyTorch's batch norm counts and does not use, is ignored.
 *
 * @example
 * const names = { 0: 'fc' }
 * const network = sequential(input(2), linear(2, 1))(key(0))
 * const tensors = new Map([['fc.weight', { shape: [1, 2], values: Float32Array.of(3, 4) }]])
 * F.pipe(network, withStateDict(names, tensors), E.mapLeft(errorMessage))
 * // => E.left('the state dict does not fit the network: fc.bias is missing')
 */
export const withStateDict =
  (names: ModuleNames, stateDict: StateDict, options: StateDictOptions = {}) =>
  <Net extends AnyNetwork>(network: Net): E.Either<ModuleNamesMismatch | StateDictMismatch, Net> =>
    F.pipe(
      stateArrays('withStateDict', prefixed('withStateDict', options, names), admitted('withStateDict', network)),
      E.flatMap((arrays) => filledFrom(arrays, givenStateDict('withStateDict', stateDict), network)),
    )

/** The network with the numbers of these arrays instead of its own, which nobody looks at; what a state dict does not tell stays. */
export const filledFrom = <Net extends AnyNetwork>(
  arrays: readonly StateArray[],
  stateDict: StateDict,
  network: Net,
): E.Either<StateDictMismatch, Net> =>
  F.pipe(
    decoded(arrays, stateDict),
    E.map((values) => mapArrays(network, (own, path) => values.get(path) ?? own)),
  )

/** What a caller hands over as a state dict; of which kind its tensors' numbers are is said as data. */
export const givenStateDict = (caller: string, stateDict: StateDict): StateDict => {
  for (const [name, tensor] of checkedArgument(caller, 'the state dict', aMap, stateDict) as StateDict) {
    const { shape, values } = checkedArgument(caller, `the tensor ${String(name)}`, anObject<StateTensor>(), tensor)
    checkedArgument(caller, `the shape of ${String(name)}`, listOf('numbers', aNumber), shape)
    checkedArgument(caller, `the values of ${String(name)}`, numbers, values)
  }
  return stateDict
}

const numbers: Kind<StateTensor['values']> = kind(
  'a list or an array of numbers',
  (values) => Array.isArray(values) || ArrayBuffer.isView(values),
)

/** The arrays by our paths, or all that does not fit. */
const decoded = (arrays: readonly StateArray[], stateDict: StateDict): E.Either<StateDictMismatch, ReadonlyMap<string, Float32Array>> => {
  const names = new Set(arrays.flatMap(({ name }) => [name, name.replace(/\.running_mean$/, '.num_batches_tracked')]))
  const given = arrays.flatMap((array) => {
    const tensor = stateDict.get(array.name)
    return tensor === undefined ? [] : [{ array, values: tensor.values, misshapen: wrongShape(array, tensor) }]
  })
  const read = given.flatMap(({ array, values, misshapen }) =>
    floats.is(values) && misshapen === undefined ? [{ array, values: array.decode(values) }] : [],
  )
  const missing = arrays.flatMap(({ name }) => (stateDict.has(name) ? [] : [name]))
  const mismatch: StateDictMismatch = {
    _tag: 'StateDictMismatch',
    missing,
    unknown: [...stateDict.keys()].filter((name) => !names.has(name)),
    wrongType: given.flatMap(({ array, values }) => (floats.is(values) ? [] : [array.name])),
    wrongShape: given.flatMap(({ misshapen }) => misshapen ?? []),
    wrongValue: read.flatMap(({ array: { name, holds }, values }) => {
      const found = values[holds.brokenAt(values)]
      return found === undefined ? [] : [{ name, expected: holds.name, found }]
    }),
    wrongSelection: read.flatMap(({ array, values }) =>
      values.length === array.size ? [] : [{ name: array.name, expected: array.size, found: values.length }],
    ),
    prefix: missing.length > 0 ? prefixOf(arrays, stateDict) : undefined,
  }
  const { _tag, prefix: _prefix, ...lists } = mismatch
  return Object.values(lists).some((list) => list.length > 0)
    ? E.left(mismatch)
    : E.right(new Map(read.map(({ array, values }) => [array.path, values])))
}

/** What stands in front of every name, if that is so. */
const prefixOf = (arrays: readonly StateArray[], stateDict: StateDict): string | undefined => {
  const [first = '', ...others] = arrays.map(({ name }) => name)
  return [...stateDict.keys()]
    .flatMap((name) => (name.endsWith(first) && name !== first ? [name.slice(0, -first.length)] : []))
    .find((prefix) => others.every((name) => stateDict.has(`${prefix}${name}`)))
}

const wrongShape = (
  { name, shape: expected }: StateArray,
  { shape: found, values }: StateTensor,
): StateDictMismatch['wrongShape'][number] | undefined => {
  if (!sameShape(expected, found)) return { name, expected, found }
  return values.length === elementCount(expected) ? undefined : { name, expected, found: [values.length] }
}

/**
 * One sentence for a person.
 *
 * @example
 * stateDictMessage({
 *   _tag: 'StateDictMismatch',
 *   missing: ['fc.bias'],
 *   unknown: [],
 *   wrongType: [],
 *   wrongShape: [{ name: 'fc.weight', expected: [10, 64], found: [10, 57] }],
 *   wrongValue: [],
 *   wrongSelection: [],
 * })
 * // => 'the state dict does not fit the network: fc.bias is missing, fc.weight is [10,57] instead of [10,64]'
 */
export const stateDictMessage = (mismatch: StateDictMismatch): string => {
  const { missing, unknown, wrongType, wrongShape, wrongValue, wrongSelection, prefix } = mismatch
  if (prefix !== undefined) return `the state dict's names begin with "${prefix}": say so, { prefix: '${prefix}' }`
  const faults = [
    ...missing.map((name) => `${name} is missing`),
    ...unknown.map((name) => `${name} is not in the network`),
    ...wrongType.map((name) => `${name} is not float32`),
    ...wrongShape.map(({ name, expected, found }) => `${name} is ${showShape(found)} instead of ${showShape(expected)}`),
    ...wrongValue.map(({ name, expected, found }) => `${name} holds ${found} instead of ${expected}`),
    ...wrongSelection.map(({ name, expected, found }) => `${name} selects ${found} channels instead of ${expected}`),
  ]
  return `the state dict does not fit the network: ${listed(faults)}`
}

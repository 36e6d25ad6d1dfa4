/** What the library knows of a layer that a program has defined: its definition with everything that the program left out, and checked. */
import { either as E } from 'fp-ts'
import type { Initializer } from '../random/initializers.js'
import { invariant, known } from '../shape/invariant.js'
import { floats, sizes } from '../shape/kind.js'
import { channelsOf, elementCount, sameShape, type Shape, showShape } from '../shape/shape.js'
import { finite } from './arrayRule.js'
import { channelShape } from './channelRules.js'
import type { DefinedTag } from './defined.js'
import type { ArraySpec, Channels, Definition, Named } from './definition.js'
import type { LayerDefinition, OwnArray, OwnChannels, OwnShape } from './layerDefinition.js'
import { differentiated, evaluated } from './formulaPasses.js'
import { type FieldValues, kindsOf, miscounted } from './ownFields.js'

/** A description as run time sees it. */
export interface Description {
  readonly _tag: DefinedTag
}

/** What a program says of its layer, as run time sees it. */
export interface Given
  extends LayerDefinition<DefinedTag, GivenKinds, OwnChannels<string> | undefined, string>,
    Partial<OwnShape<GivenKinds, never>> {}

type GivenKinds = Readonly<Record<string, 'count' | 'number' | 'boolean'>>

/** Names of the fields that count channels that come in and go out. */
const countsOf = (
  channels: OwnChannels<string> | undefined,
): { readonly inputs: string | undefined; readonly outputs: string | undefined } =>
  channels === undefined
    ? { inputs: undefined, outputs: undefined }
    : 'carried' in channels
      ? { inputs: channels.carried, outputs: channels.carried }
      : { inputs: channels.of, outputs: channels.made }

/** The definition, whole. */
export const ownDefinition = (given: Given, carries: () => unknown): Definition<Description> => {
  const { tag, fields = {}, channels, module } = given
  const makes = channels !== undefined && 'made' in channels
  const counts = countsOf(channels)
  const wrong = (problem: string): never => invariant(`${tag}: ${problem}`)
  const valuesOf = ({ _tag, ...values }: Description): FieldValues => values as FieldValues
  const count = (values: FieldValues, name: string | undefined): number | undefined =>
    name === undefined ? undefined : (values[name] as number)

  const problem = (spec: Description): string | undefined => {
    const values = valuesOf(spec)
    return miscounted(fields, values) ?? given.problem?.(values as never)
  }

  const outputShape = (spec: Description, input: Shape): E.Either<string, Shape> => {
    const values = valuesOf(spec)
    const shape =
      given.outputShape?.(values as never, input) ?? channelShape(input, count(values, counts.inputs), count(values, counts.outputs))
    if (E.isLeft(shape)) return shape
    const output = shape.right
    if (!sizes.is(output) || output.some((size) => size < 1)) return wrong(`its outputShape gives ${String(output)}, which is no shape`)
    const made = count(values, counts.outputs) ?? channelsOf(input)
    return channelsOf(output) === made ? shape : wrong(`its outputShape gives ${channelsOf(output)} channels instead of ${made}`)
  }

  const arrays = (spec: Description): Named<ArraySpec> => {
    const values = valuesOf(spec)
    const counted: Readonly<Record<OwnArray['axes'][number], number | undefined>> = {
      inputs: count(values, counts.inputs),
      outputs: count(values, counts.outputs),
      window: undefined,
    }
    const checkAxes = (name: string, { shape, axes }: OwnArray): void => {
      if (!sizes.is(shape) || !Array.isArray(axes) || axes.length !== shape.length) wrong(`its array ${name} has not one axis a size`)
      axes.forEach((axis, at) => {
        if (!(axis in counted)) wrong(`its array ${name} has an axis ${String(axis)}, not 'inputs', 'outputs' or 'window'`)
        if (axis === 'window') return
        if (counted[axis] === undefined) wrong(`its array ${name} has an axis of ${axis}, but its channels name no field that counts them`)
        if (counted[axis] !== shape[at]) wrong(`its array ${name} has ${shape[at]} ${axis} instead of ${counted[axis]}`)
      })
    }
    return Object.fromEntries(
      Object.entries(given.arrays?.(values as never) ?? {}).map(([name, array]) => {
        checkAxes(name, array)
        const { shape, axes, role = 'weight' } = array
        return [name, { role, shape, axes, holds: finite, initial: checkedInitial(name, array.initial) }]
      }),
    )
  }

  const checkedInitial =
    (name: string, initial: OwnArray['initial']): Initializer =>
    (key, shape) => {
      const size = elementCount(shape)
      const values = typeof initial === 'function' ? initial(key, shape) : new Float32Array(size).fill(initial)
      if (!floats.is(values) || values.length !== size) return wrong(`its initial ${name} are not ${size} numbers in a Float32Array`)
      const at = finite.brokenAt(values)
      return at < 0 ? values : wrong(`its initial ${name} hold ${values[at]} at ${at} instead of ${finite.name}`)
    }

  /** The formula, its output looked at. */
  const computed =
    (spec: Description, input: Shape): Parameters<typeof evaluated>[1] =>
    (formula, term, own) => {
      const output = given.compute(formula, term, own, valuesOf(spec) as never)
      const [batch = 0, ...sample] = input
      const expected = [batch, ...E.getOrElse((found: string): Shape => wrong(found))(outputShape(spec, sample))]
      return sameShape(output.shape, expected)
        ? output
        : wrong(`its formula makes ${showShape(output.shape)} of ${showShape(input)} instead of ${showShape(expected)}`)
    }

  return {
    own: { tag, module, carries },
    fields: kindsOf(fields) as never,
    problem,
    outputShape,
    arrays,
    multiplyAccumulates: (spec, input, output) => given.multiplyAccumulates?.(valuesOf(spec) as never, input, output) ?? 0,
    channels: channelsFor(makes ? (spec) => known(count(valuesOf(spec), counts.outputs)) : undefined),
    channelwise: !makes && given.outputShape === undefined,
    keepsZero: () => given.keepsZero ?? false,
    withChannels: (spec, inputs, outputs) => ({
      ...spec,
      ...(counts.inputs !== undefined && { [counts.inputs]: inputs }),
      ...(counts.outputs !== undefined && { [counts.outputs]: outputs }),
    }),
    archName: () => tag,
    show: (spec) => [tag, ...Object.entries(valuesOf(spec)).map(([name, value]) => `${name} ${value}`)].join(', '),
    evaluate: (backend, spec, own, input) => evaluated(backend, computed(spec, input.shape), input, own),
    differentiate: (backend, spec, own, input, { needsInputGradient }) =>
      differentiated(backend, computed(spec, input.shape), input, own, needsInputGradient ? ['input', 'arrays'] : ['arrays']),
  }
}

const channelsFor = (count: ((spec: Description) => number) | undefined): Channels<Description> =>
  count === undefined ? { _tag: 'carried', along: (labels) => labels } : { _tag: 'made', count }

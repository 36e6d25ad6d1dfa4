/** The definition of a layer without arrays that handles each channel by itself and leaves the shape to a rule: what pools and rectifiers share. */
import type { Definition, Differentiated } from './definition.js'
import type { DeviceArray, InputGradient, Pullback } from '../engine/backend.js'

/** Everything but what the layer computes and what shape comes out, for a layer with nothing to get wrong. */
export const carrier = {
  fields: {},
  problem: () => undefined,
  arrays: () => ({}),
  multiplyAccumulates: () => 0,
  channels: { _tag: 'carried', along: <Label>(labels: readonly (Label | undefined)[]) => labels },
  withChannels: <Spec>(spec: Spec): Spec => spec,
} as const satisfies Partial<Definition<never>>

/** A parameterless operation's result as a layer's. */
export const withoutArrays = ([output, pullback]: readonly [DeviceArray, Pullback<InputGradient>]): Differentiated => ({
  output,
  pullback: (outputGradient) => ({ input: pullback(outputGradient).input, arrays: {} }),
  statistics: {},
})

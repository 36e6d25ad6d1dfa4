/** How layers of one weight and a bias run: their operations differ, and what a backend is asked for besides does not. */
import type { Backend, Conv2dOptions, DeviceArray, WeightedOperation } from '../engine/backend.js'
import { known } from '../shape/invariant.js'
import { elementCount } from '../shape/shape.js'
import type { Definition, Named } from './definition.js'
import type { Kernel } from './kernel.js'

interface Weights {
  readonly weight: DeviceArray
  readonly bias: DeviceArray | undefined
  readonly needsInputGradient: boolean
}

type Passes<Spec> = Required<Pick<Definition<Spec>, 'keepsZero' | 'otherOperations' | 'ended' | 'evaluate' | 'differentiate'>>

/** The passes of a layer by the operation that it is, asked with the options that its description and its arrays make. */
export const weightedPasses = <Spec extends { readonly bias: boolean }, Options>(
  operationOf: (backend: Backend) => WeightedOperation<Options>,
  optionsOf: (spec: Spec, weights: Weights) => Options,
): Passes<Spec> => {
  const options = (spec: Spec, { weight, bias }: Named<DeviceArray>, needsInputGradient: boolean): Options =>
    optionsOf(spec, { weight: known(weight), bias, needsInputGradient })
  return {
    keepsZero: ({ bias }) => !bias,
    otherOperations: ({ bias }, _input, output) => (bias ? elementCount(output) : 0),
    ended: {
      adds: true,
      evaluate: (backend, spec, arrays, input, ending) => operationOf(backend).apply(input, options(spec, arrays, false), ending),
    },
    evaluate: (backend, spec, arrays, input) => operationOf(backend).apply(input, options(spec, arrays, false)),
    differentiate: (backend, spec, arrays, input, { needsInputGradient }) => {
      const [output, pullback] = operationOf(backend).differentiate(input, options(spec, arrays, needsInputGradient))
      return {
        output,
        pullback: (outputGradient) => {
          const gradients = pullback(outputGradient)
          return { input: gradients.input, arrays: { weight: gradients.weight, ...(gradients.bias && { bias: gradients.bias }) } }
        },
        statistics: {},
      }
    },
  }
}

/** Those of a layer that moves a window over a map. */
export const convolving = <Spec extends Kernel & { readonly bias: boolean }>(
  operationOf: (backend: Backend) => WeightedOperation<Conv2dOptions>,
): Passes<Spec> =>
  weightedPasses(operationOf, ({ stride, padding, dilation }, { weight, ...rest }) => ({
    filter: weight,
    stride,
    padding,
    dilation,
    ...rest,
  }))

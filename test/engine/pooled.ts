import { expect } from 'vitest'
import type { Backend, InputGradient, MaxPoolOptions, Operation } from '../../lib/engine/backend.js'
import type { ReferenceArray } from '../reference/array.js'
import { evaluate } from './evaluate.js'

/** What a pool makes of an input, with and without its derivative, and what gradient the input gets. */
export const pooled =
  (backend: () => Backend) =>
  (
    operation: Operation<MaxPoolOptions, InputGradient>,
    input: ReferenceArray,
    outputGradient: ReferenceArray,
    options: MaxPoolOptions,
  ): Promise<Readonly<Record<'applied' | 'output' | 'gradient', Float32Array>>> =>
    evaluate(backend(), { input, outputGradient }, (arrays) => {
      const { share } = backend()
      const [output, pullback] = operation.differentiate(share(arrays.input), options)
      expect(output.shape).toEqual(outputGradient.shape)
      return { applied: operation.apply(share(arrays.input), options), output, gradient: pullback(share(arrays.outputGradient)).input }
    })

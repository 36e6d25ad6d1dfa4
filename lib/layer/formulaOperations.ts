/** The operations of formulas on a backend. */
import type { Backend, DeviceArray, InputGradient, Operation, WeightedOperation } from '../engine/backend.js'
import { invariant, known } from '../shape/invariant.js'
import { checkedOptions } from '../shape/options.js'
import { shown } from '../shape/shown.js'
import { channelsOf, elementCount, sameShape, showShape } from '../shape/shape.js'
import { kernelOf, movedKinds } from './convolutionOptions.js'
import type { Formula, Term } from './formula.js'
import { arrayOf, type Back, noted, type Notes } from './formulaNotes.js'
import { kernelProblem } from './kernel.js'

/** Each notes what it makes, and of what moves its way back. */
export const formulaOperations = (backend: Backend, notes: Notes): Formula => {
  const at = (term: Term): DeviceArray => arrayOf(notes, term)
  const taken = (term: Term): DeviceArray => backend.share(at(term))
  const moves = (term: Term): boolean => notes.moving.has(term)
  /** What was computed of terms that move, or of which none does: then there is no way back, and `back` is not called. */
  const step = (array: DeviceArray, from: readonly Term[], back: Back): Term => {
    const moving = from.some(moves)
    const output = noted(notes, array, moving)
    if (moving) notes.steps.push([output, back])
    return output
  }
  /** The gradients of those terms that move, each made when it is known that it does; the output's is released. */
  const partsOf = (gradient: DeviceArray, parts: readonly (readonly [from: Term, part: () => DeviceArray])[]): ReturnType<Back> => {
    const made = parts.flatMap(([from, part]) => (moves(from) ? [[from, part()] as const] : []))
    backend.release(gradient)
    return made
  }
  const alike = (left: Term, right: Term): void => {
    if (!sameShape(left.shape, right.shape)) invariant(`a formula cannot join ${showShape(left.shape)} and ${showShape(right.shape)}`)
  }
  const byChannel = (input: Term, own: Term): void => {
    if (!sameShape(own.shape, [channelsOf(input.shape)]))
      invariant(`a formula cannot lay ${showShape(own.shape)} over the channels of ${showShape(input.shape)}`)
  }
  const combine: Formula['combine'] = (leftFactor, left, rightFactor, right) => {
    alike(left, right)
    return step(backend.combine(leftFactor, at(left), rightFactor, at(right)), [left, right], (gradient) => {
      const part = (factor: number) => (): DeviceArray => (factor === 1 ? backend.share(gradient) : times(backend, factor, gradient))
      return partsOf(gradient, [
        [left, part(leftFactor)],
        [right, part(rightFactor)],
      ])
    })
  }
  /** An operation of the backend on one term. */
  const alone = <Options>(input: Term, operation: Operation<Options, InputGradient>, options: Options): Term => {
    if (!moves(input)) return noted(notes, operation.apply(taken(input), options), false)
    const [array, pullback] = operation.differentiate(taken(input), options)
    return step(array, [input], (gradient) => [[input, pullback(gradient).input]])
  }
  /** One with a weight. */
  const weighted = <Options extends object>(
    input: Term,
    weight: Term,
    operation: WeightedOperation<Options & { readonly needsInputGradient: boolean }>,
    told: Options,
  ): Term => {
    const options = { ...told, needsInputGradient: moves(input) }
    if (!moves(input) && !moves(weight)) return noted(notes, operation.apply(taken(input), options), false)
    const [array, pullback] = operation.differentiate(taken(input), options)
    return step(array, [input, weight], (gradient) => {
      const { input: inputGradient, weight: weightGradient } = pullback(gradient)
      if (!moves(weight)) backend.release(weightGradient)
      return [
        ...(moves(weight) ? [[weight, weightGradient] as const] : []),
        ...(inputGradient === undefined ? [] : [[input, inputGradient] as const]),
      ]
    })
  }
  return {
    add: (left, right) => combine(1, left, 1, right),
    combine,
    multiply: (left, right) => {
      alike(left, right)
      return step(backend.multiply.apply(taken(left), at(right)), [left, right], (gradient) =>
        partsOf(gradient, [
          [left, () => backend.multiply.apply(backend.share(gradient), at(right))],
          [right, () => backend.multiply.apply(backend.share(gradient), at(left))],
        ]),
      )
    },
    divide: (left, right) => {
      alike(left, right)
      const quotient = backend.divide(at(left), at(right))
      return step(quotient, [left, right], (gradient) => {
        const share = backend.divide(gradient, at(right))
        backend.release(gradient)
        return partsOf(share, [
          [left, () => backend.share(share)],
          [right, () => backend.multiply.apply(times(backend, -1, share), quotient)],
        ])
      })
    },
    scale: (input, factors) => {
      byChannel(input, factors)
      return step(affine(backend, taken(input), at(factors), undefined), [input, factors], (gradient) =>
        partsOf(gradient, [
          [factors, () => channelSums(backend, backend.multiply.apply(backend.share(gradient), at(input)))],
          [input, () => affine(backend, backend.share(gradient), at(factors), undefined)],
        ]),
      )
    },
    shift: (input, offsets) => {
      byChannel(input, offsets)
      return step(affine(backend, taken(input), undefined, at(offsets)), [input, offsets], (gradient) =>
        partsOf(gradient, [
          [offsets, () => channelSums(backend, backend.share(gradient))],
          [input, () => backend.share(gradient)],
        ]),
      )
    },
    exp: (input) => {
      const power = backend.exp(at(input))
      return step(power, [input], (gradient) => [[input, backend.multiply.apply(gradient, power)]])
    },
    log: (input) =>
      step(backend.log(at(input)), [input], (gradient) => {
        const share = backend.divide(gradient, at(input))
        backend.release(gradient)
        return [[input, share]]
      }),
    activation: (input, kind) => alone(input, backend.activation, kind),
    softmax: (input) => alone(input, backend.softmax, { logarithm: false }),
    logSoftmax: (input) => alone(input, backend.softmax, { logarithm: true }),
    constant: (value, { shape }) => {
      const array = backend.filled(shape, (values) => values.fill(value))
      return noted(notes, array, false)
    },
    linear: (input, weight) => weighted(input, weight, backend.linear, { weight: at(weight), bias: undefined }),
    conv2d: (input, filter, options = {}) => {
      const told = checkedOptions('a formula’s conv2d', movedKinds, options)
      const [kernelHeight = 0, kernelWidth = 0] = filter.shape
      const kernel = kernelOf({ ...told, kernelSize: [kernelHeight, kernelWidth] })
      const problem = kernelProblem(kernel)
      if (problem !== undefined) invariant(`a formula’s conv2d: ${problem}`)
      const { stride, padding, dilation } = kernel
      return weighted(input, filter, backend.conv2d, { filter: at(filter), bias: undefined, stride, padding, dilation })
    },
    globalAveragePool: (input) => alone(input, backend.globalAveragePool, undefined),
    reshape: (input, shape) => alone(input, backend.reshape, shape),
    channels: (input, from, to) => {
      const count = channelsOf(input.shape)
      if (![from, to].every(Number.isInteger) || from < 0 || from >= to || to > count)
        invariant(`a formula cannot take channels ${shown(from)} up to but without ${shown(to)} of ${showShape(input.shape)}`)
      const positions = backend.filled([to - from], (values) => values.set(Array.from(values, (_, place) => from + place)))
      const chosen = alone(input, backend.selectChannels, positions)
      backend.release(positions)
      return chosen
    },
    concatenate: (...inputs) => {
      const widths = inputs.map(({ shape }) => channelsOf(shape))
      return step(backend.concatenate(inputs.map(taken)), inputs, (gradient) =>
        backend.split(gradient, widths).flatMap((part, index) => {
          const input = known(inputs[index])
          if (moves(input)) return [[input, part] as const]
          backend.release(part)
          return []
        }),
      )
    },
  }
}

/** factor * array, which is borrowed. */
const times = (backend: Backend, factor: number, array: DeviceArray): DeviceArray => backend.combine(factor / 2, array, factor / 2, array)

/** input * factors + offsets, channel by channel: a batch norm by statistics that change nothing. Takes the input. */
const affine = (backend: Backend, input: DeviceArray, factors: DeviceArray | undefined, offsets: DeviceArray | undefined): DeviceArray => {
  const [zeros, ones] = [0, 1].map((value) => backend.filled([channelsOf(input.shape)], (values) => values.fill(value)))
  const [none, whole] = [known(zeros), known(ones)]
  const options = { scale: factors ?? whole, shift: offsets ?? none, mean: none, variance: whole, epsilon: 0 }
  const output = backend.batchNormInference(input, options)
  backend.release(none)
  backend.release(whole)
  return output
}

/** The sum of each channel: how the gradient of a weight adds up over a batch whose inputs are all alike. Takes the array. */
const channelSums = (backend: Backend, array: DeviceArray): DeviceArray => {
  const channels = channelsOf(array.shape)
  const [batch = 1, ...sample] = array.shape
  const cells = elementCount(sample) / channels
  const rows = sample.length > 1 ? backend.globalAveragePool.apply(array, undefined) : array
  const inputs = backend.filled([batch, 1], (values) => values.fill(cells))
  const weight = backend.filled([1, channels], (values) => values.fill(0))
  const [output, pullback] = backend.linear.differentiate(inputs, { weight, bias: undefined, needsInputGradient: false })
  backend.release(output)
  const { weight: sums } = pullback(rows)
  backend.release(weight)
  return backend.reshape.apply(sums, [channels])
}

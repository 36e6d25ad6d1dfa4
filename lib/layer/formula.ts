/**
 * What a layer of a program's own computes, written down once: a formula of operations, each of which knows its way back. Run for its output
 * alone it frees what it made; run in training it remembers its steps, and the way back goes through them from last to first.
 *
 * Nobody owns anything here: a term may be used as often as one likes, and what was made on the way is freed with the formula.
 */
import type { Activation } from '../engine/activation.js'
import type { Backend, DeviceArray, WeightGradients } from '../engine/backend.js'
import { invariant, known } from '../shape/invariant.js'
import { channelsOf, elementCount, sameShape, showShape } from '../shape/shape.js'
import type { Differentiated, Named } from './definition.js'

/** An array of a formula: [batch, ...sample], or one of the layer's own. */
export interface Term {
  readonly shape: readonly number[]
}

/** The operations that formulas are made of; each gives a new term and has its derivative. */
export interface Formula {
  /** left + right, of one shape */
  readonly add: (left: Term, right: Term) => Term
  /** leftFactor * left + rightFactor * right, of one shape */
  readonly combine: (leftFactor: number, left: Term, rightFactor: number, right: Term) => Term
  /** left * right, number by number, of one shape */
  readonly multiply: (left: Term, right: Term) => Term
  /** each channel times its factor; factors [channels] */
  readonly scale: (input: Term, factors: Term) => Term
  /** each channel plus its offset; offsets [channels] */
  readonly shift: (input: Term, offsets: Term) => Term
  /** one function of each number, `{ _tag: 'tanh' }` say: the rectifiers, sigmoid, tanh, silu, gelu and others */
  readonly activation: (input: Term, kind: Activation) => Term
  /** exp(x) / sum exp(x) over the channels of each position */
  readonly softmax: (input: Term) => Term
  /** its logarithm, x - log sum exp(x), exact where a share is near 0 */
  readonly logSoftmax: (input: Term) => Term
  /** one number everywhere, in the shape of another term */
  readonly constant: (value: number, like: Term) => Term
  /** input [batch, inFeatures], weight [inFeatures, outFeatures] */
  readonly linear: (input: Term, weight: Term) => Term
  /** input [batch, height, width, inChannels], filter [kernel, kernel, inChannels, outChannels]; zeros around the map */
  readonly conv2d: (input: Term, filter: Term, options: { readonly stride: 1 | 2; readonly padding: number }) => Term
  /** the mean over each map: [batch, height, width, channels] to [batch, channels] */
  readonly globalAveragePool: (input: Term) => Term
  /** the same numbers in another shape */
  readonly reshape: (input: Term, shape: readonly number[]) => Term
  /** the channels of the terms side by side */
  readonly concatenate: (...inputs: readonly [Term, ...Term[]]) => Term
}

/** What a program writes. */
export type Compute = (formula: Formula, input: Term, arrays: Named<Term>) => Term

/** A step's way back: the output's gradient (taken) to those of the terms it came from. */
type Back = (outputGradient: DeviceArray) => readonly (readonly [from: Term, gradient: DeviceArray])[]

/** What is remembered of a run; nobody but this file sees it. */
interface Notes {
  readonly arrays: Map<Term, DeviceArray>
  readonly steps: (readonly [output: Term, back: Back])[]
}

/** The formula's output; takes the input. */
export const evaluated = (backend: Backend, compute: Compute, input: DeviceArray, arrays: Named<DeviceArray>): DeviceArray => {
  const notes: Notes = { arrays: new Map(), steps: [] }
  const { output } = run(backend, notes, compute, input, arrays)
  const answer = backend.share(arrayOf(notes, output))
  forget(backend, notes)
  return answer
}

/** The formula in training; takes the input. */
export const differentiated = (
  backend: Backend,
  compute: Compute,
  input: DeviceArray,
  arrays: Named<DeviceArray>,
  needsInputGradient: boolean,
): Differentiated => {
  const notes: Notes = { arrays: new Map(), steps: [] }
  const { from, own, output } = run(backend, notes, compute, input, arrays)
  return {
    output: backend.share(arrayOf(notes, output)),
    pullback: (outputGradient) => {
      const gradients = new Map([[output, outputGradient]])
      for (const [term, back] of notes.steps.toReversed()) {
        const gradient = gradients.get(term)
        if (gradient === undefined) continue
        gradients.delete(term)
        for (const [source, part] of back(gradient)) {
          const soFar = gradients.get(source)
          gradients.set(source, soFar === undefined ? part : backend.add(soFar, part))
        }
      }
      const wanted = new Set([from, ...Object.values(own)])
      // what goes back to a constant is nobody's
      for (const [term, gradient] of gradients) if (!wanted.has(term)) backend.release(gradient)
      forget(backend, notes)
      const gradientOf = (term: Term): DeviceArray => gradients.get(term) ?? backend.filled(term.shape, (values) => values.fill(0))
      if (!needsInputGradient && gradients.has(from)) backend.release(gradientOf(from))
      return {
        input: needsInputGradient ? gradientOf(from) : undefined,
        arrays: Object.fromEntries(Object.entries(own).map(([name, term]) => [name, gradientOf(term)])),
      }
    },
    statistics: {},
  }
}

const run = (backend: Backend, notes: Notes, compute: Compute, input: DeviceArray, arrays: Named<DeviceArray>) => {
  const from = noted(notes, input)
  const own = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, noted(notes, backend.share(array))]))
  return { from, own, output: compute(operationsOn(backend, notes), from, own) }
}

const noted = ({ arrays }: Notes, array: DeviceArray): Term => {
  const term = { shape: array.shape }
  arrays.set(term, array)
  return term
}

const arrayOf = ({ arrays }: Notes, term: Term): DeviceArray =>
  arrays.get(term) ?? invariant('a formula was given a term that is not its own')

const forget = (backend: Backend, { arrays }: Notes): void => {
  for (const array of arrays.values()) backend.release(array)
  arrays.clear()
}

const operationsOn = (backend: Backend, notes: Notes): Formula => {
  const at = (term: Term): DeviceArray => arrayOf(notes, term)
  const taken = (term: Term): DeviceArray => backend.share(at(term))
  const step = (array: DeviceArray, back: Back): Term => {
    const output = noted(notes, array)
    notes.steps.push([output, back])
    return output
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
    return step(backend.combine(leftFactor, at(left), rightFactor, at(right)), (gradient) => {
      const part = (factor: number): DeviceArray =>
        factor === 1 ? backend.share(gradient) : backend.combine(factor / 2, gradient, factor / 2, gradient)
      const parts = [[left, part(leftFactor)] as const, [right, part(rightFactor)] as const]
      backend.release(gradient)
      return parts
    })
  }
  /** An operation of the backend with the gradient of its input alone. */
  const alone = (input: Term, [array, pullback]: ReturnType<Backend['reshape']['differentiate']>): Term =>
    step(array, (gradient) => [[input, pullback(gradient).input]])
  return {
    add: (left, right) => combine(1, left, 1, right),
    combine,
    multiply: (left, right) => {
      alike(left, right)
      return step(backend.multiply.apply(taken(left), at(right)), (gradient) => [
        [left, backend.multiply.apply(backend.share(gradient), at(right))],
        [right, backend.multiply.apply(gradient, at(left))],
      ])
    },
    scale: (input, factors) => {
      byChannel(input, factors)
      return step(affine(backend, taken(input), at(factors), undefined), (gradient) => [
        [factors, channelSums(backend, backend.multiply.apply(backend.share(gradient), at(input)))],
        [input, affine(backend, gradient, at(factors), undefined)],
      ])
    },
    shift: (input, offsets) => {
      byChannel(input, offsets)
      return step(affine(backend, taken(input), undefined, at(offsets)), (gradient) => [
        [offsets, channelSums(backend, backend.share(gradient))],
        [input, gradient],
      ])
    },
    activation: (input, kind) => alone(input, backend.activation.differentiate(taken(input), kind)),
    softmax: (input) => alone(input, backend.softmax.differentiate(taken(input), { logarithm: false })),
    logSoftmax: (input) => alone(input, backend.softmax.differentiate(taken(input), { logarithm: true })),
    constant: (value, { shape }) =>
      noted(
        notes,
        backend.filled(shape, (values) => values.fill(value)),
      ),
    linear: (input, weight) => {
      const options = { weight: at(weight), bias: undefined, needsInputGradient: true }
      const [array, pullback] = backend.linear.differentiate(taken(input), options)
      return step(array, (gradient) => weighted(pullback(gradient), input, weight))
    },
    conv2d: (input, filter, { stride, padding }) => {
      const options = { filter: at(filter), bias: undefined, stride, padding, needsInputGradient: true }
      const [array, pullback] = backend.conv2d.differentiate(taken(input), options)
      return step(array, (gradient) => weighted(pullback(gradient), input, filter))
    },
    globalAveragePool: (input) => alone(input, backend.globalAveragePool.differentiate(taken(input), undefined)),
    reshape: (input, shape) => alone(input, backend.reshape.differentiate(taken(input), shape)),
    concatenate: (...inputs) => {
      const widths = inputs.map(({ shape }) => channelsOf(shape))
      return step(backend.concatenate(inputs.map(taken)), (gradient) =>
        backend.split(gradient, widths).map((part, index) => [known(inputs[index]), part] as const),
      )
    },
  }
}

const weighted = ({ input: inputGradient, weight: weightGradient }: WeightGradients, input: Term, weight: Term): ReturnType<Back> => [
  [weight, weightGradient],
  [input, known(inputGradient)],
]

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

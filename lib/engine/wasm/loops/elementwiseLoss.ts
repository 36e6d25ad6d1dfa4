/** Losses number by number, by a loop over the heap; see `engine/elementwiseLoss.ts` for what they mean. */
import type { Backend } from '../../backend.js'
import type { ElementwiseLoss } from '../../elementwiseLoss.js'
import { elementwiseLossBy } from '../../elementwiseLossBy.js'
import type { Kernels } from '../kernels.js'

type OfTwo = (output: number, target: number) => number

/** The function, its derivative by the output, and what is counted beside it. */
interface Functions {
  readonly loss: OfTwo
  readonly slope: OfTwo
  readonly measure: OfTwo
}

const squared: OfTwo = (output, target) => (output - target) * (output - target)

const functionsOf = (loss: ElementwiseLoss): Functions => {
  switch (loss._tag) {
    case 'squaredError':
      return { loss: squared, slope: (output, target) => 2 * (output - target), measure: squared }
    case 'absoluteError':
      return {
        loss: (output, target) => Math.abs(output - target),
        slope: (output, target) => Math.sign(output - target),
        measure: squared,
      }
    case 'huber': {
      const { delta } = loss
      return {
        loss: (output, target) => {
          const distance = Math.abs(output - target)
          return distance <= delta ? (distance * distance) / 2 : delta * (distance - delta / 2)
        },
        slope: (output, target) => Math.max(-delta, Math.min(delta, output - target)),
        measure: squared,
      }
    }
    case 'binaryCrossEntropy':
      return {
        loss: (output, target) => Math.max(output, 0) - output * target + Math.log1p(Math.exp(-Math.abs(output))),
        slope: (output, target) => 1 / (1 + Math.exp(-output)) - target,
        // NaN stands on no side
        measure: (output, target) => ((target === 1 ? output > 0 : output <= 0) ? 1 : 0),
      }
  }
}

export const elementwiseLoss = (kernels: Kernels): Backend['elementwiseLoss'] =>
  elementwiseLossBy(kernels, (output, targets, which) => {
    const { loss, slope, measure } = functionsOf(which)
    const [outcome, gradient] = kernels.loop([output, targets], [[2], output.shape], ([given, wanted], [judged, slopes]) => {
      let sum = 0
      let measured = 0
      for (let i = 0; i < slopes.length; i += 1) {
        const [o, t] = [given[i] as number, wanted[i] as number]
        sum += loss(o, t)
        measured += measure(o, t)
        slopes[i] = slope(o, t) / slopes.length
      }
      judged[0] = sum / slopes.length
      judged[1] = measured
    })
    return { outcome, gradient }
  })

/** Cross-entropy against weights of classes by a loop over the heap; see `engine/softCrossEntropy.ts` for what it means. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { softCrossEntropyBy } from '../../softCrossEntropy.js'
import type { Kernels } from '../kernels.js'

/** One row's loss; its gradient is written. */
const rowLoss = (logits: Float32Array, weights: Float32Array, largest: number, gradient: Float32Array): number => {
  let sum = 0
  let whole = 0
  for (let c = 0; c < logits.length; c += 1) {
    sum += Math.exp((logits[c] as number) - largest)
    whole += weights[c] as number
  }
  const normalizer = largest + Math.log(sum)
  let loss = 0
  for (let c = 0; c < logits.length; c += 1) {
    const [logit, weight] = [logits[c] as number, weights[c] as number]
    if (weight !== 0) loss += weight * (normalizer - logit)
    gradient[c] = (Math.exp(logit - largest) / sum) * whole - weight
  }
  // all weights 0: what is not a number is still seen
  return Number.isNaN(normalizer) ? Number.NaN : loss
}

export const softCrossEntropy = (kernels: Kernels): Backend['softCrossEntropy'] =>
  softCrossEntropyBy(kernels, (logits, weights, labels) => {
    const classes = channelsOf(logits.shape)
    const [outcome, gradient] = kernels.loop([logits, weights, labels], [[2], logits.shape], ([x, shares, wanted], [judged, slopes]) => {
      let loss = 0
      let correct = 0
      for (let sample = 0; sample < wanted.length; sample += 1) {
        const [start, end] = [sample * classes, (sample + 1) * classes]
        const row = x.subarray(start, end)
        let largest = -Infinity
        for (let c = 0; c < classes; c += 1) largest = Math.max(largest, row[c] as number)
        loss += rowLoss(row, shares.subarray(start, end), largest, slopes.subarray(start, end))
        if (row.indexOf(largest) === wanted[sample]) correct += 1
      }
      judged[0] = loss
      judged[1] = correct
    })
    return { outcome, gradient }
  })

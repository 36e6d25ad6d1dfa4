import { add, combine, multiply, sign } from './arithmetic.js'
import { averagePool } from './averagePool.js'
import type { Backend, Origin } from './backend.js'
import { batchNormInference, batchNormTraining } from './batchNorm.js'
import { concatenate, split } from './concatenate.js'
import { conv2d } from './conv2d.js'
import type { Device } from './device.js'
import { globalAveragePool } from './globalAveragePool.js'
import { guarded, ownGradient } from './guarded.js'
import { type Kernels, kernelsOn } from './kernels.js'
import { linear } from './linear.js'
import { maxPool } from './maxPool.js'
import { padChannels } from './padChannels.js'
import { rehearsalOn } from './rehearsal.js'
import { relu } from './relu.js'
import { reshape } from './reshape.js'
import { selectChannels } from './selectChannels.js'
import { sgd } from './sgd.js'
import type { ConvolutionSwitches } from './simd/convolutionChoice.js'
import { simdOperations } from './simd/simdOperations.js'
import { softmaxCrossEntropy } from './softmaxCrossEntropy.js'

/** The whole record of operations: portable ones everywhere, our SIMD kernels in their place where the device can run them. */
const operationsOn = (kernels: Kernels, switches: ConvolutionSwitches) => ({
  conv2d: conv2d(kernels),
  linear: linear(kernels),
  batchNormTraining: batchNormTraining(kernels),
  batchNormInference: batchNormInference(kernels),
  relu: relu(kernels),
  maxPool: maxPool(kernels),
  averagePool: averagePool(kernels),
  globalAveragePool: globalAveragePool(kernels),
  reshape: reshape(kernels),
  selectChannels: selectChannels(kernels),
  concatenate: concatenate(kernels),
  split: split(kernels),
  padChannels: padChannels(kernels),
  multiply: multiply(kernels),
  add: add(kernels),
  combine: combine(kernels),
  sign: sign(kernels),
  softmaxCrossEntropy: softmaxCrossEntropy(kernels),
  sgd: sgd(kernels),
  ...simdOperations(kernels, switches),
})

/** The same operations, with pullbacks that look at what they are given. */
const guardedAll = (operations: ReturnType<typeof operationsOn>): ReturnType<typeof operationsOn> => ({
  ...operations,
  conv2d: guarded(operations.conv2d),
  linear: guarded(operations.linear),
  relu: guarded(operations.relu),
  maxPool: guarded(operations.maxPool),
  averagePool: guarded(operations.averagePool),
  globalAveragePool: guarded(operations.globalAveragePool),
  reshape: guarded(operations.reshape),
  selectChannels: guarded(operations.selectChannels),
  padChannels: guarded(operations.padChannels),
  multiply: guarded(operations.multiply),
  batchNormTraining: (input, options) => {
    const [output, statistics, pullback] = operations.batchNormTraining(input, options)
    return [output, statistics, ownGradient(output, pullback)]
  },
})

/** The backend of a device: its memory, and every operation on it. */
export const backendOn = (device: Device, origin?: Origin, switches: ConvolutionSwitches = { winograd: true }): Backend => {
  const backendOf = (kernels: Kernels): Backend => {
    const { name, limitBytes, upload, constant, evict, download, share, release, scope, liveArrays, peakBytes } = kernels
    const memory = { name, limitBytes, upload, constant, evict, download, share, release, scope, liveArrays, peakBytes }
    return {
      ...memory,
      origin,
      filled: (shape, fill) => kernels.loop([], [shape], (_inputs, [values]) => fill(values))[0],
      rehearsal: () => rehearsalOn(device, backendOf),
      ...guardedAll(operationsOn(kernels, switches)),
    }
  }
  return backendOf(kernelsOn(device))
}

/** What a heap computes: loops of ours and stock kernels everywhere, our SIMD kernels in their place where there are any. */
import type { Operations } from '../backend.js'
import type { Engine } from '../backendOn.js'
import { shapeAlone, shapesOn } from '../rehearsal.js'
import { reshapeBy } from '../reshape.js'
import type { Heap } from './heap.js'
import { type Kernels, kernelsOn } from './kernels.js'
import { activation } from './loops/activation.js'
import { add, combine, divide, exp, log, multiply, sign } from './loops/arithmetic.js'
import { averagePool } from './loops/averagePool.js'
import { batchNormInference, batchNormTraining } from './loops/batchNorm.js'
import { groupNorm, layerNorm } from './loops/channelNorm.js'
import { clipping } from './loops/clipping.js'
import { concatenate, split } from './loops/concatenate.js'
import { conv2d } from './loops/conv2d.js'
import { convTranspose2d } from './loops/convTranspose2d.js'
import { depthwiseConv2d } from './loops/depthwiseConv2d.js'
import { globalAveragePool } from './loops/globalAveragePool.js'
import { linear } from './loops/linear.js'
import { maxPool } from './loops/maxPool.js'
import { padChannels } from './loops/padChannels.js'
import { product } from './loops/product.js'
import { selectChannels } from './loops/selectChannels.js'
import { sgd } from './loops/sgd.js'
import { adam } from './loops/adam.js'
import { rmsProp } from './loops/rmsProp.js'
import { lion } from './loops/lion.js'
import { elementwiseLoss } from './loops/elementwiseLoss.js'
import { softmax } from './loops/softmax.js'
import { softCrossEntropy } from './loops/softCrossEntropy.js'
import { softmaxCrossEntropy } from './loops/softmaxCrossEntropy.js'
import { upsample } from './loops/upsample.js'
import type { ConvolutionSwitches } from './simd/convolutionChoice.js'
import { simdOperations } from './simd/simdOperations.js'

const operationsBy = (kernels: Kernels, switches: ConvolutionSwitches): Operations => ({
  conv2d: conv2d(kernels),
  depthwiseConv2d: depthwiseConv2d(kernels),
  convTranspose2d: convTranspose2d(kernels),
  linear: linear(kernels),
  batchNormTraining: batchNormTraining(kernels),
  batchNormInference: batchNormInference(kernels),
  layerNorm: layerNorm(kernels),
  groupNorm: groupNorm(kernels),
  activation: activation(kernels),
  softmax: softmax(kernels),
  maxPool: maxPool(kernels),
  averagePool: averagePool(kernels),
  globalAveragePool: globalAveragePool(kernels),
  upsample: upsample(kernels),
  reshape: reshapeBy(kernels, kernels.view),
  selectChannels: selectChannels(kernels),
  concatenate: concatenate(kernels),
  split: split(kernels),
  padChannels: padChannels(kernels),
  multiply: multiply(kernels),
  divide: divide(kernels),
  product: product(kernels),
  add: add(kernels),
  combine: combine(kernels),
  sign: sign(kernels),
  exp: exp(kernels),
  log: log(kernels),
  softmaxCrossEntropy: softmaxCrossEntropy(kernels),
  softCrossEntropy: softCrossEntropy(kernels),
  elementwiseLoss: elementwiseLoss(kernels),
  sgd: sgd(kernels),
  adam: adam(kernels),
  rmsProp: rmsProp(kernels),
  lion: lion(kernels),
  ...clipping(kernels),
  ...simdOperations(kernels, switches),
})

const inShapes = (heap: Heap): Heap => ({
  ...shapesOn(heap),
  run: (_kernel, _inputs, _attributes, shape) => shapeAlone(shape),
  loop: (_inputs, shapes) => shapes.map(shapeAlone),
  ...(heap.inPlace && { inPlace: (_inputs: readonly object[], shapes: readonly (readonly number[])[]) => shapes.map(shapeAlone) }),
})

/** The engine of heaps. */
export const wasmEngine = (switches: ConvolutionSwitches = { winograd: true }): Engine<Heap> => ({
  operations: (heap, memory) => operationsBy(kernelsOn(heap, memory), switches),
  inShapes,
})

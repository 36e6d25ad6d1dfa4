/**
 * The operations that our own SIMD kernels do better than stock ones, to take the place of the loops; none where the device cannot
 * run them. Each file here says which kernel runs for which shape.
 */
import type { Operations } from '../../backend.js'
import type { Kernels } from '../kernels.js'
import { activation } from './activation.js'
import { add, combine, divide, exp, log, multiply, sign } from './arithmetic.js'
import { averagePool } from './averagePool.js'
import { batchNormInference, batchNormTraining } from './batchNorm.js'
import { groupNorm, layerNorm } from './channelNorm.js'
import { clipping } from './clipping.js'
import { concatenate, split } from './concatenate.js'
import { conv2d } from './conv2d.js'
import { convTranspose2d } from './convTranspose2d.js'
import { depthwiseConv2d } from './depthwiseConv2d.js'
import type { ConvolutionSwitches } from './convolutionChoice.js'
import { globalAveragePool } from './globalAveragePool.js'
import { canRunInPlace } from './inPlaceKernels.js'
import { linear } from './linear.js'
import { maxPool } from './maxPool.js'
import { padChannels } from './padChannels.js'
import { product } from './product.js'
import { selectChannels } from './selectChannels.js'
import { sgd } from './sgd.js'
import { adam } from './adam.js'
import { rmsProp } from './rmsProp.js'
import { lion } from './lion.js'
import { elementwiseLoss } from './elementwiseLoss.js'
import { softCrossEntropy } from './softCrossEntropy.js'
import { softmax } from './softmax.js'
import { softmaxCrossEntropy } from './softmaxCrossEntropy.js'
import { upsample } from './upsample.js'

/** What takes the place of loops; nothing where only those are to run. */
export const simdOperations = (kernels: Kernels, switches: ConvolutionSwitches): Partial<Operations> =>
  canRunInPlace(kernels)
    ? {
        conv2d: conv2d(kernels, switches),
        depthwiseConv2d: depthwiseConv2d(kernels),
        convTranspose2d: convTranspose2d(kernels, switches),
        linear: linear(kernels),
        activation: activation(kernels),
        batchNormInference: batchNormInference(kernels),
        batchNormTraining: batchNormTraining(kernels),
        layerNorm: layerNorm(kernels),
        groupNorm: groupNorm(kernels),
        add: add(kernels),
        combine: combine(kernels),
        multiply: multiply(kernels),
        divide: divide(kernels),
        product: product(kernels),
        sign: sign(kernels),
        exp: exp(kernels),
        log: log(kernels),
        globalAveragePool: globalAveragePool(kernels),
        sgd: sgd(kernels),
        adam: adam(kernels),
        rmsProp: rmsProp(kernels),
        lion: lion(kernels),
        ...clipping(kernels),
        averagePool: averagePool(kernels),
        maxPool: maxPool(kernels),
        selectChannels: selectChannels(kernels),
        concatenate: concatenate(kernels),
        split: split(kernels),
        padChannels: padChannels(kernels),
        softmax: softmax(kernels),
        softmaxCrossEntropy: softmaxCrossEntropy(kernels),
        softCrossEntropy: softCrossEntropy(kernels),
        elementwiseLoss: elementwiseLoss(kernels),
        upsample: upsample(kernels),
      }
    : {}

/** What a context computes: every operation by fragment programs of ours. */
import type { Engine } from '../backendOn.js'
import { shapeAlone, shapesOn } from '../rehearsal.js'
import { activation } from './activation.js'
import { add, combine, divide, exp, log, multiply, sign } from './arithmetic.js'
import { batchNormInference, batchNormTraining } from './batchNorm.js'
import { groupNorm } from './groupNorm.js'
import { layerNorm } from './layerNorm.js'
import { clipping } from './clipping.js'
import { concatenate, padChannels, reshape, selectChannels, split } from './channels.js'
import { conv2d, convTranspose2d, linear } from './conv2d.js'
import { depthwiseConv2d } from './depthwiseConv2d.js'
import { drawingOn } from './drawing.js'
import { product } from './product.js'
import { averagePool, globalAveragePool, maxPool } from './pools.js'
import { sgd } from './sgd.js'
import { adam } from './adam.js'
import { rmsProp } from './rmsProp.js'
import { lion } from './lion.js'
import { elementwiseLoss } from './elementwiseLoss.js'
import { softmax } from './softmax.js'
import { softCrossEntropy } from './softCrossEntropy.js'
import { softmaxCrossEntropy } from './softmaxCrossEntropy.js'
import { upsample } from './upsample.js'
import type { Program } from './program.js'
import type { Textures } from './textures.js'
import type { Fragments } from './together.js'

/** Arrays are shapes alone; of a draw, its program is told. */
const inShapes = (textures: Textures, drawn: (program: Program) => void): Textures => ({
  ...textures,
  ...shapesOn(textures),
  draw: (program, _inputs, shape) => {
    drawn(program)
    return program.outputs.map(() => shapeAlone(shape))
  },
})

/** Where several values a fragment would leave fewer, each computes one. */
const enoughFragments = 4096

/** The engine of contexts; a test may hold fewer fragments for enough, and have fewer outputs. */
export const webglEngineOf = ({ fewest = enoughFragments, outputs }: Partial<Fragments> = {}): Engine<Textures> => ({
  operations: (textures, memory) => {
    const drawing = drawingOn(textures, memory)
    const fragments = { fewest, outputs: outputs ?? textures.outputs }
    return {
      conv2d: conv2d(drawing, fragments),
      depthwiseConv2d: depthwiseConv2d(drawing),
      convTranspose2d: convTranspose2d(drawing, fragments),
      linear: linear(drawing, fragments),
      batchNormTraining: batchNormTraining(drawing),
      batchNormInference: batchNormInference(drawing),
      layerNorm: layerNorm(drawing),
      groupNorm: groupNorm(drawing),
      activation: activation(drawing),
      softmax: softmax(drawing),
      maxPool: maxPool(drawing),
      averagePool: averagePool(drawing),
      globalAveragePool: globalAveragePool(drawing),
      upsample: upsample(drawing),
      reshape: reshape(drawing),
      selectChannels: selectChannels(drawing),
      concatenate: concatenate(drawing),
      split: split(drawing),
      padChannels: padChannels(drawing),
      multiply: multiply(drawing),
      divide: divide(drawing),
      product: product(drawing),
      add: add(drawing),
      combine: combine(drawing),
      sign: sign(drawing),
      exp: exp(drawing),
      log: log(drawing),
      softmaxCrossEntropy: softmaxCrossEntropy(drawing),
      softCrossEntropy: softCrossEntropy(drawing),
      elementwiseLoss: elementwiseLoss(drawing),
      sgd: sgd(drawing),
      adam: adam(drawing),
      rmsProp: rmsProp(drawing),
      lion: lion(drawing),
      ...clipping(drawing),
    }
  },
  inShapes: (textures) => inShapes(textures, () => undefined),
  preparation: (textures) => {
    const programs = new Set<Program>()
    return {
      stage: inShapes(textures, (program) => void programs.add(program)),
      pieces: () => [...programs].filter((program) => !textures.isCompiled(program)).map((program) => () => textures.compile(program)),
    }
  },
})

/** The engine of GPUs. */
export const webglEngine = webglEngineOf()

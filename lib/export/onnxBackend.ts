/**
 * A backend that computes nothing and writes down what was asked of it: an ONNX graph. Whatever a network answers by, its layers' operations
 * and those of a program's own layers, is so written without anything that knows of layers.
 */
import { either as E, taskEither as TE } from 'fp-ts'
import type { Backend, Operation } from '../engine/backend.js'
import { invariant } from '../shape/invariant.js'
import { elementCount } from '../shape/shape.js'
import { combine, ofOne, ofTwo, product, softmax } from './onnxArithmetic.js'
import { onnxActivation } from './onnxActivation.js'
import { averagePool, globalAveragePool, maxPool, upsample } from './onnxMaps.js'
import { batchNormInference, groupNorm, layerNorm } from './onnxNorms.js'
import { concatenate, padChannels, reshape, selectChannels } from './onnxShapes.js'
import { onnxWeighted } from './onnxWeighted.js'
import type { Recorder } from './recorder.js'

/** A network at rest asks for none of these. */
const refused = (): never => invariant('an ONNX graph answers, and learns nothing')

const atRest = <Options, Gradients>(apply: Operation<Options, Gradients>['apply']): Operation<Options, Gradients> => ({
  apply,
  differentiate: refused,
})

/** The backend that writes on a recorder. */
export const onnxBackend = (recorder: Recorder): Backend => {
  const activation: Backend['activation'] = atRest(onnxActivation(recorder))
  const add: Backend['add'] = ofTwo(recorder, (left, right) => recorder.node('Add', [left, right]))
  const { conv2d, depthwiseConv2d, convTranspose2d, linear } = onnxWeighted(recorder, { add, activation })
  const filled: Backend['filled'] = (shape, fill) => {
    const values = new Float32Array(elementCount(shape))
    fill(values)
    return recorder.known(values, shape, 'constant')
  }
  return {
    // memory: handles are all there is
    name: 'onnx',
    origin: undefined,
    limitBytes: Number.POSITIVE_INFINITY,
    arrayLimitBytes: Number.POSITIVE_INFINITY,
    upload: (values, shape) => recorder.known(values, shape, 'constant'),
    filled,
    constant: (values, shape) => recorder.known(values, shape, 'constant'),
    evict: () => undefined,
    download: () => TE.fromIO(refused),
    share: (array) => array,
    release: () => undefined,
    scope: (body) => E.right(body()),
    liveArrays: () => ({ count: 0, bytes: 0 }),
    peakBytes: () => 0,
    largestArray: () => ({ shape: [], bytes: 0 }),
    rehearsal: refused,
    preparation: () => [],

    conv2d: { apply: conv2d, differentiate: refused },
    depthwiseConv2d: { apply: depthwiseConv2d, differentiate: refused },
    convTranspose2d: { apply: convTranspose2d, differentiate: refused },
    linear: { apply: linear, differentiate: refused },
    batchNormInference: (input, options) => {
      const output = batchNormInference(recorder)(input, options)
      return options.activation === undefined ? output : activation.apply(output, options.activation)
    },
    layerNorm: atRest(layerNorm(recorder)),
    groupNorm: atRest(groupNorm(recorder)),
    activation,
    softmax: atRest(softmax(recorder)),
    maxPool: atRest(maxPool(recorder)),
    averagePool: atRest(averagePool(recorder)),
    globalAveragePool: atRest(globalAveragePool(recorder)),
    upsample: atRest(upsample(recorder)),
    reshape: atRest(reshape(recorder)),
    selectChannels: atRest(selectChannels(recorder)),
    concatenate: concatenate(recorder),
    padChannels: atRest(padChannels(recorder)),
    multiply: atRest(ofTwo(recorder, (left, right) => recorder.node('Mul', [left, right]))),
    product: { apply: product(recorder), differentiate: refused },
    divide: ofTwo(recorder, (left, right) => recorder.node('Div', [left, right])),
    add,
    combine: combine(recorder),
    sign: ofOne(recorder, 'Sign'),
    exp: ofOne(recorder, 'Exp'),
    log: ofOne(recorder, 'Log'),

    // training
    batchNormTraining: refused,
    split: refused,
    softmaxCrossEntropy: refused,
    softCrossEntropy: refused,
    elementwiseLoss: refused,
    sgd: refused,
    adam: refused,
    rmsProp: refused,
    lion: refused,
    globalNorm: refused,
    clipByNorm: refused,
    clipByValue: refused,
  }
}

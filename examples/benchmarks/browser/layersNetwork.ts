/** The peer's networks: the same layers as ours (networks.ts), by tfjs-layers, which trains them by itself. */
import { train } from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'

type Value = layers.SymbolicTensor

const convolved = (x: Value, filters: number, strides = 1): Value =>
  layers.layers
    .batchNormalization()
    .apply(layers.layers.conv2d({ filters, kernelSize: 3, strides, padding: 'same', useBias: false }).apply(x)) as Value

const rectified = (x: Value): Value => layers.layers.reLU().apply(x) as Value

const classified = (input: Value, features: Value): layers.LayersModel => {
  const output = layers.layers.dense({ units: 10, activation: 'softmax' }).apply(features) as Value
  const model = layers.model({ inputs: input, outputs: output })
  model.compile({ optimizer: train.momentum(1e-4, 0.9), loss: 'categoricalCrossentropy' })
  return model
}

/** The ConvNet of `npm start`. */
export const layersConvnet = (): layers.LayersModel => {
  const input = layers.input({ shape: [28, 28, 1] })
  const pooled = (x: Value): Value => layers.layers.maxPooling2d({ poolSize: 2 }).apply(x) as Value
  const maps = rectified(convolved(pooled(rectified(convolved(pooled(rectified(convolved(input, 32))), 64))), 64))
  return classified(input, layers.layers.flatten().apply(maps) as Value)
}

/** A ResNet of 6 n + 2 layers, its halving blocks without a shortcut. */
export const layersResNet = (blocks: number): layers.LayersModel => {
  const input = layers.input({ shape: [32, 32, 3] })
  let x = rectified(convolved(input, 16))
  for (const width of [16, 32, 64]) {
    if (width > 16) x = rectified(convolved(rectified(convolved(x, width, 2)), width))
    for (let block = width > 16 ? 1 : 0; block < blocks; block += 1) {
      const inner = convolved(rectified(convolved(x, width)), width)
      x = rectified(layers.layers.add().apply([x, inner]) as Value)
    }
  }
  return classified(input, layers.layers.globalAveragePooling2d({}).apply(x) as Value)
}

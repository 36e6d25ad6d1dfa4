/**
 * What a network has to do: operations, and the bytes its layers must read and write when each is a pass of its own.
 *
 * Inference: a convolution or linear layer reads its input and writes its output; batch norm, rectifier and pool each do the same; a sum
 * reads two maps and writes one. Training: three times that for what has weights; 8 passes over a map for a batch norm (statistics; output;
 * sums of gradients; gradient), 5 for a rectifier, 3 + 3 for a residual sum, forward and back.
 */
import { type AnyNetwork, layerCosts } from 'narrownet'
import type { Work } from './row.js'
import { sizeOf } from './values.js'

/** Floats read and written by one layer for one sample. */
const floats = (tag: string, input: number, output: number, training: boolean): number => {
  if (tag === 'flatten') return 0
  if (tag === 'batchNorm') return training ? 8 * input : 2 * input
  if (tag === 'relu') return training ? 5 * input : 2 * input
  if (tag === 'conv2d' || tag === 'linear') return (training ? 3 : 1) * (input + output)
  return (training ? 2 : 1) * (input + output)
}

const sums = (network: AnyNetwork): number => {
  const steps = layerCosts(network)
  return network.nodes.reduce((total, node, at) => {
    const last = steps.filter(({ path }) => path.startsWith(`${at}.`)).at(-1)
    return node._tag === 'residual' && last !== undefined ? total + sizeOf(last.output) : total
  }, 0)
}

/** One forward pass of a batch, or one training step. */
export const networkWork = (network: AnyNetwork, batch: number, training: boolean): Work => {
  const layers = layerCosts(network)
  const products = layers.reduce((total, layer) => total + layer.multiplyAccumulates, 0)
  const moved = layers.reduce((total, { layer, input, output }) => {
    // products stream too, but hide it behind their arithmetic
    return layer._tag === 'conv2d' || layer._tag === 'linear' ? total : total + floats(layer._tag, sizeOf(input), sizeOf(output), training)
  }, 0)
  const added = (training ? 6 : 3) * sums(network)
  return { flops: (training ? 6 : 2) * products * batch, bytes: 4 * batch * (moved + added), order: 'after' }
}

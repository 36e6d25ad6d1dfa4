import { expect } from 'vitest'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { modelOf } from '../../lib/data/model.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { specsOf } from '../../lib/network/specsOf.js'
import { right } from '../setup/answers.js'

/**
 * A network is read from its own file and from a model's as it was written: layers and names by their values, the arrays by the bytes of
 * their file, which are their bits, and fast.
 */
export const comesBack = (network: AnyNetwork): void => {
  const same = (read: AnyNetwork): void => {
    expect({ ...read, nodes: specsOf(read.nodes) }).toStrictEqual({ ...network, nodes: specsOf(network.nodes) })
    expect(Buffer.compare(encodeNetwork(read), bytes)).toBe(0)
  }
  const bytes = encodeNetwork(network)
  same(right(decodeNetwork(bytes)))
  // a model answers with classes, which a map of logits is not
  if (network.output.length > 1) return
  const model = right(modelOf(network, { normalization: 'none' }))
  const { network: read, ...others } = right(decodeModel(encodeModel(model)))
  same(read)
  expect({ ...others, network }).toStrictEqual(model)
}

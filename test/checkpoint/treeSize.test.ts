/** How large a network may be: the same where it is made, given, written and read. */
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { folded } from '../../lib/inference/folded.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { linear } from '../../lib/layer/linear.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { branchesOf, concatenate, isBranching, residual, type Spec, sum } from '../../lib/network/branching.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { deepest, mostChannels, mostLayers } from '../../lib/network/treeSize.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { comesBack } from './comesBack.js'

/** Branches in branches, so many deep, each of the kind that needs most brackets. */
const nested = (depth: number): Spec => (depth === 0 ? relu : sum([], [nested(depth - 1)]))
/** Ends in a linear layer, as a model's network must. */
const made = (...specs: readonly Spec[]) => sequentialFrom([3], [...specs, linear(3, 2)])

describe('one rule says how large a network may be', () => {
  test.each<[name: string, network: () => ReturnType<typeof made>]>([
    ['branches nested as deep as may be', () => made(nested(deepest))],
    ['as many layers as may be', () => made(...Array.from({ length: mostLayers - 1 }, () => relu))],
  ])('%s: made, written, read', (_name, network) => {
    comesBack(right(network())(key(0)))
  })

  test('as many channels as may be: made, written, read', () => {
    const layers = [padChannels(mostChannels - 5), channelSelection(mostChannels - 4, 1), linear(1, 2)]
    const network = right(sequentialFrom([1], layers))(key(0))
    expect(right(decodeNetwork(encodeNetwork(network))).cfg).toEqual([1])
  })

  const doubled = Array.from({ length: 60 }, () => concatenate([], []))
  test.each<[sentence: string, specs: readonly Spec[]]>([
    ['layer 1 (sum) has branches nested more than 64 deep', [relu, nested(deepest + 1)]],
    [
      'layer 10000 (relu) is more than the 10000 layers and branches that a network may have',
      Array.from({ length: mostLayers + 1 }, () => relu),
    ],
    [
      'layer 0 (residual) is more than the 10000 layers and branches that a network may have',
      [residual(...Array.from({ length: mostLayers }, () => relu))],
    ],
    [
      'layer 0 (sum) is more than the 10000 layers and branches that a network may have',
      [{ _tag: 'sum', branches: Array.from({ length: mostLayers }, () => []) }],
    ],
    ['layer 0 (padChannels) is the end of 4194310 channels, more than 4194304', [padChannels(mostChannels)]],
    ['layer 59 (concatenate) is the end of 13835058055282164000 channels, more than 4194304', doubled],
  ])('%s: not made, not taken, not read', (sentence, specs) => {
    expect(E.mapLeft(errorMessage)(sequentialFrom([3], specs))).toEqual(E.left(sentence))
    const small = right(made(relu))(key(0))
    const nodes = nodesOf(specs)
    expect(() => encodeNetwork({ ...small, output: [3], nodes })).toThrow(/^narrownet: /)
    expect(() => folded({ ...small, output: [3], nodes })).toThrow(/^narrownet: /)
    const { tensors, metadata } = right(decodeSafetensors(encodeNetwork(small)))
    const described = JSON.stringify({ ...(JSON.parse(metadata.narrownet ?? '') as object), layers: specs })
    const bytes = encodeSafetensors(tensors as never, { narrownet: described })
    expect(E.isLeft(decodeNetwork(bytes))).toBe(true)
  })

  test('a tree that holds itself, or the same branch again and again, is refused at once', () => {
    const body: Spec[] = [relu]
    body.push(residual(...body))
    const itself = { _tag: 'residual', body } as const
    body[1] = itself
    const twice = (depth: number): Spec => {
      const inner = depth === 0 ? relu : twice(depth - 1)
      return concatenate([inner], [inner])
    }
    for (const spec of [itself, twice(60)]) expect(E.isLeft(sequentialFrom([1], [spec]))).toBe(true)
  })
})

const nodesOf = (specs: readonly Spec[]): AnyNetwork['nodes'] =>
  specs.map((spec) =>
    isBranching(spec) ? { _tag: spec._tag, branches: branchesOf(spec).map(nodesOf) } : { _tag: 'layer', layer: spec, arrays: {} },
  ) as AnyNetwork['nodes']

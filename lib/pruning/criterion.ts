/**
 * A criterion scores the channels of one coupled group; pruning keeps the highest. Data, so that plans and reports can name it.
 */
import { either as E } from 'fp-ts'
import { type Group, freeGroups } from '../network/coupling.js'
import { layerNodes } from '../network/arrays.js'
import type { LayerNode, Node } from '../network/network.js'
import { known } from '../shape/invariant.js'

/** What a criterion may look at: the layer that makes the channels, and the batch norm that scales them, if there is one. */
export interface Candidates {
  /** position in the cfg */
  readonly index: number
  /** path of the layer that makes the channels */
  readonly path: string
  readonly width: number
  /** the maker's weights, mask applied; channel o owns the entries whose position is o modulo width */
  readonly weight: Float32Array
  /** [width]: of the first batch norm that has one scale a channel */
  readonly batchNormScale: Float32Array | undefined
}

/** A score for channels; `Failure` is how it may have nothing to score, `never` if it always has. */
export interface Criterion<out Failure> {
  readonly name: string
  /** One score a channel, higher is kept. */
  readonly score: (candidates: Candidates) => E.Either<Failure, readonly number[]>
}

/** The free groups of a tree as a criterion sees them, in cfg order. */
export const candidatesOf = (nodes: readonly Node[]): readonly Candidates[] => {
  const byPath = new Map(layerNodes(nodes))
  return freeGroups(nodes).map((group, index) => candidates(group, index, (path) => known(byPath.get(path), path)))
}

const candidates = ({ maker, width, carriers }: Group, index: number, nodeAt: (path: string) => LayerNode): Candidates => {
  const { weight, mask } = nodeAt(maker).arrays
  // behind a flatten a batch norm has a scale for each pixel, not for each channel
  const normalizer = carriers.map(nodeAt).find(({ layer }) => layer._tag === 'batchNorm' && layer.channels === width)
  return { index, path: maker, width, weight: effective(known(weight), mask), batchNormScale: normalizer?.arrays.scale }
}

/** Weights as they act: those under a mask's 0 are 0. */
export const effective = (weight: Float32Array, mask: Float32Array | undefined): Float32Array =>
  mask === undefined ? weight : weight.map((value, index) => value * (mask[index] ?? 1))

/** What a network costs, exactly. */
import { type AnyNetwork, flops, multiplyAccumulates, nonzeroParameterCount, parameterCount } from 'narrownet'
import type { Counts } from './record.js'

export const countsOf = (network: AnyNetwork): Counts => ({
  cfg: network.cfg,
  parameters: parameterCount(network),
  weights: parameterCount(network, { convention: 'weights' }),
  nonzero: nonzeroParameterCount(network),
  multiplyAccumulates: multiplyAccumulates(network),
  referenceFlops: flops(network, 'reference counter').count,
})

import { couplingOf } from '../network/coupling.js'
import type { AnyNetwork } from '../network/network.js'
import type { Countable } from '../network/visitsOf.js'
import { narrowedLayers } from './cut.js'
import { plannedKept } from './keeper.js'
import type { Plan } from './plan.js'

/** For each plan that fits the network, what it would leave as far as that is counted: layers of other widths, for which no weight is moved. */
export const countedAfter = ({ input, nodes }: AnyNetwork): ((plan: Plan) => Countable) => {
  const coupling = couplingOf(input, nodes)
  return ({ groups }) => ({ input, nodes: narrowedLayers(coupling, nodes, plannedKept(coupling, groups)) })
}

/** Where greedy and independent selection can differ at all. */
import { rootOf, startOf, type Task } from '../stage.js'

/**
 * Greedy selection leaves out of a layer's weights what reads channels that are gone already. The widths that a ResNet's blocks may lose lie inside
 * them, between sums that stay whole, so no pruned layer reads another one.
 */
export const greedyMatters = (task: Task): boolean => {
  if (task.stage !== 'sweep' || task.selections.length < 2) return true
  const { family } = rootOf(startOf(task)).network
  return family !== 'resnet' && family !== 'resnet34'
}

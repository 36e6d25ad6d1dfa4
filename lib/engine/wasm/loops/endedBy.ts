import type { DeviceArray, Ending } from '../../backend.js'
import { checkEnding } from '../../ending.js'
import type { Kernels } from '../kernels.js'
import { activated } from './activation.js'

/** By passes of its own, for devices whose kernels cannot do it in theirs: takes the output, borrows the addend. */
export const endedBy = (kernels: Kernels, output: DeviceArray, ending: Ending): DeviceArray => {
  checkEnding(ending, output.shape)
  const { addend, activation } = ending
  const replaced = (before: DeviceArray, next: DeviceArray): DeviceArray => {
    kernels.release(before)
    return next
  }
  const sum = addend === undefined ? output : replaced(output, kernels.run('Add', { a: output, b: addend }, {}, output.shape))
  return activation === undefined ? sum : replaced(sum, activated(kernels, sum, activation))
}

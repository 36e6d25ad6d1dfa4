/** An ending by operations of its own, where what comes before cannot do it: a frozen network's, an ONNX file's. */
import type { Backend, DeviceArray, Ending } from './backend.js'

/** The sum with the addend, then the activation, as far as the ending has them; takes what it is given. */
export const endedApart = (
  backend: Pick<Backend, 'add' | 'activation'>,
  output: DeviceArray,
  { addend, activation }: Ending = {},
): DeviceArray => {
  const sum = addend === undefined ? output : backend.add(output, addend)
  return activation === undefined ? sum : backend.activation.apply(sum, activation)
}

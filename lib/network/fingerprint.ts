/** A network told from others by one word. */
import type { AnyNetwork } from './network.js'
import { layerNodes } from './layerNodes.js'

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** MurmurHash3's step of a word (Appleby 2011). */
const mixed = (hash: number, word: number): number =>
  (Math.imul(rotated(hash ^ Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593), 13), 5) + 0xe6546b64) | 0

const ofText = (hash: number, text: string): number => {
  let result = hash
  for (let at = 0; at < text.length; at += 1) result = mixed(result, text.charCodeAt(at))
  return result
}

const ofBits = (hash: number, values: Float32Array): number => {
  const { buffer, byteOffset, length } = values
  const words = new Uint32Array(buffer, byteOffset, length)
  let result = hash
  for (let at = 0; at < words.length; at += 1) result = mixed(result, words[at] as number)
  return result
}

/**
 * Eight hexadecimal digits that follow from the layers, their places and the bits of their arrays: another network has others, but for one in four thousand
 * million. It tells networks apart that were mixed up, not those that were forged.
 *
 * @example
 * const network = sequential(input(4), linear(4, 2))
 * fingerprint(network(key(0))) === fingerprint(network(key(1))) // => false
 */
export const fingerprint = ({ nodes }: Pick<AnyNetwork, 'nodes'>): string => {
  const hash = layerNodes(nodes).reduce(
    (soFar, [path, { layer, arrays }]) =>
      Object.entries(arrays).reduce(
        (before, [name, values]) => ofBits(ofText(before, name), values),
        ofText(soFar, `${path} ${JSON.stringify(layer)}`),
      ),
    0,
  )
  return (hash >>> 0).toString(16).padStart(8, '0')
}

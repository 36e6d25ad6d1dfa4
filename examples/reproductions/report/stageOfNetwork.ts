/** To which stage of its network an entry of a cfg belongs: between two stages maps become half as large. */
import type { Architecture } from '../architecture.js'

/** From 1 on; undefined where a network has no stages, and behind the last one. */
export const stageOfNetwork = (network: Architecture, index: number): number | undefined => {
  switch (network.family) {
    case 'resnet':
      return 1 + Math.floor(index / ((network.depth - 2) / 6))
    case 'vgg':
      // a hidden linear layer stands behind the last stage
      return network.linearLayers === 2 && index === network.cfg.length - 1
        ? undefined
        : 1 + network.cfg.slice(0, index).filter((entry) => entry === 'M').length
    default:
      return undefined
  }
}

/** 'stage 2, layer 4' */
export const placeText = (network: Architecture, index: number): string => {
  const stage = stageOfNetwork(network, index)
  return stage === undefined ? `layer ${index}` : `stage ${stage}, layer ${index}`
}

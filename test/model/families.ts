/** Small instances of every family, of every kind that there is to choose. */
import { densenet } from '../../lib/model/densenet.js'
import { mobilenetV1 } from '../../lib/model/mobilenetV1.js'
import { mobilenetV2 } from '../../lib/model/mobilenetV2.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { resnet34 } from '../../lib/model/resnet34.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { unet } from '../../lib/model/unet.js'
import { vgg } from '../../lib/model/vgg.js'
import { vggA } from '../../lib/model/vggA.js'
import type { Arch, Network } from '../../lib/network/network.js'
import { key } from '../../lib/random/key.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import type { Shape } from '../../lib/shape/shape.js'

export type Family = Network<Shape, Shape, Cfg, Arch>

const classes = 3
const input = [8, 8, 3] as const
const cfg = [8, 8, 'M', 16, 16, 'M', 12] as const
const hidden = [8, 8, 'M', 16, 16, 'M', 12, 10] as const
const poolings = [4, 'M', 5, 'M', 3, 6, 'M', 4, 7, 'M', 5, 6, 'M', 8, 9] as const
const blocks = {
  input: [16, 16, 3],
  cfg: [4, 2, 3, 5, 4, 3, 5, 4, 2, 3, 4, 5, 2, 3, 4, 6],
  outChannels: [64, 6, 7, 8],
} as const
const squeezed = [6, 2, 3, 4, 3, 3, 3, 2, 4, 5, 3, 5, 4, 2, 6, 5, 3, 6, 6, 4, 5, 7, 3, 8, 6] as const
const k = key(7)

/** The casts forget input, classes and cfg: what is tested of them all needs none. */
export const families: readonly (readonly [name: string, network: Family])[] = [
  ['VGG, one linear layer', vgg({ cfg, classes, input }, k) as unknown as Family],
  ['VGG, two linear layers, biases', vgg({ cfg: hidden, classes, input, linearLayers: 2, bias: true }, k) as unknown as Family],
  ['VGG, a map that is not one cell in the end', vgg({ cfg, classes, input: [19, 16, 2] }, k) as unknown as Family],
  ['ResNet, average pools', resnet({ depth: 8, classes, input }, k) as unknown as Family],
  ['ResNet, average pools, detached', resnet({ depth: 8, classes, input, detachedShortcut: true }, k) as unknown as Family],
  ['ResNet, subsampled', resnet({ depth: 8, classes, input: [7, 6, 3], shortcut: 'subsample' }, k) as unknown as Family],
  ['ResNet, projected', resnet({ depth: 14, classes, input: [5, 8, 3], shortcut: 'projection' }, k) as unknown as Family],
  ['pre-activation ResNet', preResnet({ depth: 11, classes, input }, k) as unknown as Family],
  ['DenseNet', densenet({ depth: 10, classes, input, growth: 4, stem: 6 }, k) as unknown as Family],
  ['ResNet-34', resnet34({ classes, ...blocks })(k) as unknown as Family],
  [
    'ResNet-34 without projections',
    resnet34({ classes, ...blocks, outChannels: [64, 64, 66, 67], shortcut: 'subsample' })(k) as unknown as Family,
  ],
  ['MobileNetV1', mobilenetV1({ classes, input: [32, 40, 2], width: 0.05 })(k) as unknown as Family],
  ['MobileNetV2', mobilenetV2({ classes, input, halvings: 3, width: 0.25 })(k) as unknown as Family],
  ['SqueezeNet', squeezenet({ classes, version: '1.0', input: [35, 36, 2], cfg: squeezed })(k) as unknown as Family],
  ['SqueezeNet 1.1', squeezenet({ classes, input: [32, 32, 3], cfg: squeezed })(k) as unknown as Family],
  ['U-Net', unet({ classes: 2, input: [8, 12, 2], cfg: [3, 4, 5, 4, 6, 3, 5, 4, 3, 2, 5, 4] })(k) as unknown as Family],
  ['VGG-A', vggA({ classes, input: [32, 32, 2], cfg: poolings })(k) as unknown as Family],
]

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { densenet } from '../../lib/model/densenet.js'
import { mobilenetV1 } from '../../lib/model/mobilenetV1.js'
import { mobilenetV2 } from '../../lib/model/mobilenetV2.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { resnet34 } from '../../lib/model/resnet34.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { unet } from '../../lib/model/unet.js'
import { vgg } from '../../lib/model/vgg.js'
import { specsOf } from '../../lib/network/specsOf.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import type { Family } from './families.js'

const [classes, input, k] = [3, [8, 8, 3] as const, key(0)]
type Own = { readonly cfg?: never }

/** Casts forget the cfg: it is drawn here. */
const makers: readonly (readonly [string, (own: Own) => Family])[] = [
  ['VGG', (own) => vgg({ cfg: [4, 5, 'M', 6], classes, input, ...own }, k) as unknown as Family],
  ['ResNet', (own) => resnet({ depth: 14, classes, input, ...own }, k) as unknown as Family],
  ['ResNet, projected', (own) => resnet({ depth: 14, classes, input, shortcut: 'projection', ...own }, k) as unknown as Family],
  ['pre-activation ResNet', (own) => preResnet({ depth: 11, classes, input, ...own }, k) as unknown as Family],
  ['DenseNet', (own) => densenet({ depth: 10, classes, input, growth: 4, stem: 6, ...own }, k) as unknown as Family],
  ['ResNet-34', (own) => resnet34({ classes, input: [32, 32, 3], outChannels: [8, 8, 8, 8], ...own })(k) as unknown as Family],
  ['SqueezeNet', (own) => squeezenet({ classes, input: [32, 32, 3], ...own })(k) as unknown as Family],
  ['U-Net', (own) => unet({ classes, input: [8, 8, 3], cfg: [4, 5, 8, 9, 6, 4, 5], ...own })(k) as unknown as Family],
  ['MobileNetV1', (own) => mobilenetV1({ classes, input, halvings: 3, width: 0.1, ...own })(k) as unknown as Family],
  ['MobileNetV2', (own) => mobilenetV2({ classes, input, halvings: 3, width: 0.35, ...own })(k) as unknown as Family],
]

test.each(makers)('%s of an own cfg is the whole one cut to it, also where widths happen to agree', (_name, make) => {
  const whole = make({})
  const cfgs = fc.oneof(
    fc.integer({ min: 1, max: 8 }).map((most) => whole.cfg.map((width) => (width === 'M' ? width : Math.min(most, width)))),
    fc.tuple(...whole.cfg.map((width) => (width === 'M' ? fc.constant(width) : fc.integer({ min: 1, max: width })))),
  )
  fc.assert(
    fc.property(cfgs, (cfg) => {
      const narrow = right(cut(right(planTo(l1Norm, cfg)(whole)))(whole))
      const made = make({ cfg: cfg as never })
      expect(made.cfg).toEqual(cfg)
      expect(specsOf(made.nodes)).toEqual(specsOf(narrow.nodes))
    }),
    { numRuns: 12 },
  )
})

// What is wrong with a family's depth, cfg, input or number of classes is one sentence in its place.
import { densenet, key, l1Norm, narrowNetwork, preResnet, resnet, resnet34, vgg, vggA } from 'narrownet'

const k = key(0)
resnet({ depth: 21, classes: 10 }, k)
preResnet({ depth: 165, classes: 10 }, k)
densenet({ depth: 41, classes: 10 }, k)
vgg({ depth: 12, classes: 10 }, k)
vgg({ depth: 16, classes: 0 }, k)
resnet({ depth: 20, classes: 2.5 }, k)
resnet({ depth: 20, classes: 10, cfg: [16, 16, 16, 32, 32, 32, 64, 64] }, k)
resnet({ depth: 20, classes: 10, cfg: [16, 16, 16, 32, 32, 32, 64, 64, 65] }, k)
resnet({ depth: 20, classes: 10, input: [30, 32, 3] }, k)
densenet({ depth: 22, classes: 10, input: [32, 3, 3] }, k)
densenet({ depth: 22, classes: 10, growth: 0 }, k)
vgg({ depth: 11, classes: 10, cfg: [64, 128, 'M', 'M', 256, 256, 'M', 512, 512, 'M', 512, 512] }, k)
vgg({ depth: 11, classes: 10, input: [16, 16, 3] }, k)

const deep = preResnet({ depth: 164, classes: 10 }, k)
narrowNetwork(deep, l1Norm, [
  8, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8,
  8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 8, 8, 32, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16,
  16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 33, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 32, 32,
  128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128,
  32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128,
])
preResnet({ depth: 164, classes: 10, cfg: [
  16, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64,
  16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 16, 16, 64, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128,
  32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 33,
  32, 128, 32, 32, 128, 32, 32, 128, 32, 32, 128, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64,
  256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256, 64, 64, 256,
  64, 64, 256,
] }, k)
const pooled = vgg({ depth: 11, classes: 10 }, k)
narrowNetwork(pooled, l1Norm, [64, 'M', 128, 256, 'M', 256, 'M', 512, 512, 'M', 512, 512])
narrowNetwork(pooled, l1Norm, [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512])
resnet34({ classes: 1000, cfg: [64, 64, 64, 128, 128, 128, 128, 256, 256, 256, 256, 256, 257, 512, 512, 512] })
vggA({ classes: 1000, input: [32, 31, 3] })
vggA({ classes: -10 })
vgg({ depth: 12, classes: 10 })
vggA({ classes: 10, input: [32, 31, 3] }, k)
resnet({ depth: 20, classes: 10 }, 3)

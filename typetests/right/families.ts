// The cfgs of the families: by depth as they are written down, an own one as given, narrowed as told.
import { function as F } from 'fp-ts'
import {
  type AnyNetwork,
  type Cfg,
  convnet,
  type Densenet22Cfg,
  type Densenet22Stem16Cfg,
  type Densenet40Cfg,
  type Densenet40Stem16Cfg,
  densenet,
  type Initialize,
  key,
  l1Norm,
  mlp,
  narrow,
  narrowNetwork,
  type Network,
  type PreResnet110Cfg,
  type PreResnet11Cfg,
  type PreResnet164Cfg,
  type PreResnet20Cfg,
  type PreResnet29Cfg,
  type PreResnet56Cfg,
  preResnet,
  published,
  type Resnet110Cfg,
  type Resnet14Cfg,
  type Resnet20Cfg,
  type Resnet32Cfg,
  type Resnet34Cfg,
  type Resnet44Cfg,
  type Resnet56Cfg,
  type Resnet8Cfg,
  resnet,
  mobilenetV1,
  mobilenetV2,
  type MobilenetV1Width50Cfg,
  type MobilenetV2Cfg,
  type MobilenetV2Width25Cfg,
  resnet34,
  squeezenet,
  unet,
  type UnetCfg,
  type Vgg11Cfg,
  type Vgg13Cfg,
  type Vgg16Cfg,
  type Vgg19Cfg,
  type VggACfg,
  vgg,
  vggA,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const k = key(0)
const classes = 10
type Cifar<Widths extends Cfg, Name extends string> = Network<[32, 32, 3], [10], Widths, Name>

const resnets = [
  resnet({ depth: 8, classes }, k),
  resnet({ depth: 14, classes }, k),
  resnet({ depth: 20, classes }, k),
  resnet({ depth: 32, classes }, k),
  resnet({ depth: 44, classes }, k),
  resnet({ depth: 56, classes }, k),
  resnet({ depth: 110, classes }, k),
] as const
export type Resnets = Expect<
  Equal<
    typeof resnets,
    readonly [
      Cifar<Resnet8Cfg, 'resnet8'>,
      Cifar<Resnet14Cfg, 'resnet14'>,
      Cifar<Resnet20Cfg, 'resnet20'>,
      Cifar<Resnet32Cfg, 'resnet32'>,
      Cifar<Resnet44Cfg, 'resnet44'>,
      Cifar<Resnet56Cfg, 'resnet56'>,
      Cifar<Resnet110Cfg, 'resnet110'>,
    ]
  >
>
export type Nine = Expect<Equal<Resnet20Cfg, [16, 16, 16, 32, 32, 32, 64, 64, 64]>>

const preResnets = [
  preResnet({ depth: 11, classes }, k),
  preResnet({ depth: 20, classes }, k),
  preResnet({ depth: 29, classes }, k),
  preResnet({ depth: 56, classes }, k),
  preResnet({ depth: 110, classes }, k),
  preResnet({ depth: 164, classes }, k),
] as const
export type PreResnets = Expect<
  Equal<
    typeof preResnets,
    readonly [
      Cifar<PreResnet11Cfg, 'preResnet11'>,
      Cifar<PreResnet20Cfg, 'preResnet20'>,
      Cifar<PreResnet29Cfg, 'preResnet29'>,
      Cifar<PreResnet56Cfg, 'preResnet56'>,
      Cifar<PreResnet110Cfg, 'preResnet110'>,
      Cifar<PreResnet164Cfg, 'preResnet164'>,
    ]
  >
>
export type ThreeABlock = Expect<Equal<PreResnet164Cfg['length'], 163>>

const densenets = [
  densenet({ depth: 22, classes }, k),
  densenet({ depth: 40, classes }, k),
  densenet({ depth: 22, classes, stem: 16 }, k),
  densenet({ depth: 40, classes, stem: 16 }, k),
  densenet({ depth: 40, classes, growth: 8 }, k),
] as const
export type Densenets = Expect<
  Equal<
    typeof densenets,
    readonly [
      Cifar<Densenet22Cfg, 'densenet22'>,
      Cifar<Densenet40Cfg, 'densenet40'>,
      Cifar<Densenet22Stem16Cfg, 'densenet22'>,
      Cifar<Densenet40Stem16Cfg, 'densenet40'>,
      Cifar<readonly number[], 'densenet40'>,
    ]
  >
>

const vggs = [
  vgg({ depth: 11, classes }, k),
  vgg({ depth: 13, classes }, k),
  vgg({ depth: 16, classes }, k),
  vgg({ depth: 19, classes }, k),
  vgg({ depth: 16, classes, linearLayers: 2 }, k),
  vgg({ cfg: [8, 'M', 16], classes }, k),
] as const
export type Vggs = Expect<
  Equal<
    typeof vggs,
    readonly [
      Cifar<Vgg11Cfg, 'vgg11'>,
      Cifar<Vgg13Cfg, 'vgg13'>,
      Cifar<Vgg16Cfg, 'vgg16'>,
      Cifar<Vgg19Cfg, 'vgg19'>,
      Cifar<[...Vgg16Cfg, 512], 'vgg16'>,
      Cifar<[8, 'M', 16], 'vgg'>,
    ]
  >
>

// of options alone the layers, which wait for their key
const large = [resnet34({ classes: 1000 }), vggA({ classes: 1000 })] as const
export type Large = Expect<
  Equal<
    typeof large,
    readonly [
      Initialize<Network<[224, 224, 3], [1000], Resnet34Cfg, 'resnet34'>>,
      Initialize<Network<[224, 224, 3], [1000], VggACfg, 'vggA'>>,
    ]
  >
>
const slim34 = resnet34({ classes: 10, input: [32, 32, 3], cfg: published.resnet34B })(k)
export type Slim34 = Expect<
  Equal<typeof slim34, Cifar<[64, 32, 32, 128, 51, 51, 128, 256, 153, 153, 153, 153, 256, 512, 512, 512], 'resnet34'>>
>

// MobileNets by their width
const mobile = [
  mobilenetV1({ classes: 1000, width: 0.5 }),
  mobilenetV2({ classes: 1000 }),
  mobilenetV2({ classes: 10, input: [32, 32, 3], halvings: 3, width: 0.25 }),
] as const
export type Mobile = Expect<
  Equal<
    typeof mobile,
    readonly [
      Initialize<Network<[224, 224, 3], [1000], MobilenetV1Width50Cfg, 'mobilenetV1'>>,
      Initialize<Network<[224, 224, 3], [1000], MobilenetV2Cfg, 'mobilenetV2'>>,
      Initialize<Cifar<MobilenetV2Width25Cfg, 'mobilenetV2'>>,
    ]
  >
>
const half = F.pipe(mobile[2](k), narrow(l1Norm, [24, 24, 24, 24, 24, 24, 48, 48, 48, 48, 72, 72, 72, 120, 120, 120, 80, 1280]))
export type Half = Expect<
  Equal<typeof half, Cifar<[24, 24, 24, 24, 24, 24, 48, 48, 48, 48, 72, 72, 72, 120, 120, 120, 80, 1280], 'mobilenetV2'>>
>
export const anyWidth: readonly number[] = mobilenetV2({ classes: 10, width: 1.4 })(k).cfg

// of options and a key the network, of options alone its layers, whatever the family
const both = [
  [convnet({ input: [28, 28, 1], cfg: [8, 8, 8], classes }), convnet({ input: [28, 28, 1], cfg: [8, 8, 8], classes }, k)],
  [mlp({ input: [4], cfg: [8], classes }), mlp({ input: [4], cfg: [8], classes }, k)],
  [vgg({ depth: 11, classes }), vgg({ depth: 11, classes }, k)],
  [resnet({ depth: 20, classes }), resnet({ depth: 20, classes }, k)],
  [preResnet({ depth: 11, classes }), preResnet({ depth: 11, classes }, k)],
  [densenet({ depth: 40, classes }), densenet({ depth: 40, classes }, k)],
  [resnet34({ classes }), resnet34({ classes }, k)],
  [vggA({ classes }), vggA({ classes }, k)],
  [mobilenetV1({ classes }), mobilenetV1({ classes }, k)],
  [mobilenetV2({ classes }), mobilenetV2({ classes }, k)],
  [squeezenet({ classes }), squeezenet({ classes }, k)],
  [unet({ input: [16, 16, 1], classes }), unet({ input: [16, 16, 1], classes }, k)],
] as const
type Pairs = readonly (readonly [Initialize, AnyNetwork])[]
type Layers<Both extends Pairs> = { readonly [Index in keyof Both]: Both[Index][0] }
type Drawn<Both extends Pairs> = { readonly [Index in keyof Both]: Initialize<Both[Index][1]> }
export type Both = Expect<Equal<Layers<typeof both>, Drawn<typeof both>>>
export type KeyedUnet = Expect<Equal<(typeof both)[11][1], Network<[16, 16, 1], [16, 16, 10], UnetCfg, 'unet'>>>
export const withinACall = narrowNetwork(convnet({ input: [28, 28, 1], cfg: [8, 8, 8], classes }, k), l1Norm, [4, 8, 2])
export type WithinACall = Expect<Equal<(typeof withinACall)['cfg'], [4, 8, 2]>>

// an own input and an own cfg
const own = resnet({ depth: 8, classes: 100, input: [7, 6, 1], shortcut: 'subsample', cfg: [4, 32, 1] }, k)
export type Own = Expect<Equal<typeof own, Network<[7, 6, 1], [100], [4, 32, 1], 'resnet8'>>>

// what is known only as a number stays so
declare const depth: number
const unknown = resnet({ depth, classes }, k)
export type Unknown = Expect<Equal<typeof unknown, Cifar<readonly number[], `resnet${number}`>>>

// narrowing to what was published
export const slim56 = F.pipe(resnets[5], narrow(l1Norm, published.resnet56B))
export const slim110 = F.pipe(resnets[6], narrow(l1Norm, published.resnet110A))
export const slim34A = F.pipe(large[0](k), narrow(l1Norm, published.resnet34A))
export const slim34B = F.pipe(large[0](k), narrow(l1Norm, published.resnet34B))
export const slim16 = F.pipe(vggs[4], narrow(l1Norm, published.vgg16A))
const slim20 = F.pipe(resnets[2], narrow(l1Norm, [8, 16, 8, 32, 16, 32, 64, 64, 1]))
export type Slim20 = Expect<Equal<typeof slim20, Cifar<[8, 16, 8, 32, 16, 32, 64, 64, 1], 'resnet20'>>>
for (const { cfg } of [...preResnets, ...densenets]) cfg satisfies readonly number[]

// one of several cfgs, by a flag
declare const small: boolean
const several = convnet({ input: [28, 28, 1], cfg: small ? [8, 16, 16] : [32, 64, 64], classes }, k)
export type Several = Expect<Equal<(typeof several)['cfg'], [8, 16, 16] | [32, 64, 64]>>
const neurons = small ? ([100] as const) : ([200, 200] as const)
const perceptron = mlp({ input: [784], cfg: neurons, classes }, k)
export type Perceptron = Expect<Equal<(typeof perceptron)['cfg'], [100] | [200, 200]>>

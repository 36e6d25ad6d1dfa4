// SqueezeNets: by their version, of an own cfg, narrowed.
import { function as F } from 'fp-ts'
import { type Initialize, key, l1Norm, narrow, type Network, squeezenet, type Squeezenet11Cfg, type SqueezenetCfg } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const both = [squeezenet({ classes: 1000, version: '1.0' }), squeezenet({ classes: 10, input: [32, 32, 3] })] as const
export type Both = Expect<
  Equal<
    typeof both,
    readonly [
      Initialize<Network<[224, 224, 3], [1000], SqueezenetCfg, 'squeezenet'>>,
      Initialize<Network<[32, 32, 3], [10], Squeezenet11Cfg, 'squeezenet'>>,
    ]
  >
>
type Half = [32, 8, 32, 32, 8, 32, 32, 16, 64, 64, 16, 64, 64, 24, 96, 96, 24, 96, 96, 32, 128, 128, 32, 128, 128]
const cfg: Half = [32, 8, 32, 32, 8, 32, 32, 16, 64, 64, 16, 64, 64, 24, 96, 96, 24, 96, 96, 32, 128, 128, 32, 128, 128]
const own = squeezenet({ classes: 10, input: [32, 32, 3], cfg })
export type Own = Expect<Equal<typeof own, Initialize<Network<[32, 32, 3], [10], Half, 'squeezenet'>>>>
const narrowed = F.pipe(both[1](key(0)), narrow(l1Norm, cfg))
export type Narrowed = Expect<Equal<typeof narrowed, Network<[32, 32, 3], [10], Half, 'squeezenet'>>>

// U-Nets of sides that are not halved so often, of too few widths, of no classes; masks of another size.
import { type Backend, evaluate, key, type SeveralLabels, type TargetDataset, unet } from 'narrownet'

export const odd = unet({ input: [100, 96, 3], classes: 1 })
export const narrower = unet({ input: [16, 18, 1], classes: 1, cfg: [8, 8, 16, 16, 32, 32, 16, 16, 16, 8, 8, 8] })
export const short = unet({ input: [16, 16, 1], classes: 1, cfg: [8, 8, 16, 16, 8, 8] })
export const none = unet({ input: [16, 16, 1], classes: 0, cfg: [8, 8, 16, 16, 8, 8, 8] })
export const empty = unet({ input: [16, 16, 1], classes: 1, cfg: [8, 8, 16, 0, 8, 8, 8] })
declare const backend: Backend
declare const larger: TargetDataset<[16, 16, 1], SeveralLabels<[32, 32, 1]>>
evaluate(backend, unet({ input: [16, 16, 1], classes: 1, cfg: [8, 8, 16, 16, 8, 8, 8] })(key(0)), larger)

// U-Nets: of the paper's widths, of other widths, narrowed; masks as answers.
import { function as F } from 'fp-ts'
import {
  type Backend,
  evaluate,
  type FitError,
  type Initialize,
  key,
  l1Norm,
  type LabelEvaluation,
  narrow,
  type Network,
  type SeveralLabels,
  severalLabels,
  type TargetDataset,
  train,
  unet,
  type UnetCfg,
} from 'narrownet'
import type { taskEither as TE } from 'fp-ts'
import type { Equal, Expect } from '../equal.js'

const whole = unet({ input: [256, 272, 3], classes: 2 })
export type Whole = Expect<Equal<typeof whole, Initialize<Network<[256, 272, 3], [256, 272, 2], UnetCfg, 'unet'>>>>
const small = unet({ input: [16, 16, 1], classes: 1, cfg: [8, 8, 16, 16, 8, 8, 8] })
export type Small = Expect<Equal<typeof small, Initialize<Network<[16, 16, 1], [16, 16, 1], [8, 8, 16, 16, 8, 8, 8], 'unet'>>>>
const narrowed = F.pipe(small(key(0)), narrow(l1Norm, [4, 4, 16, 9, 8, 3, 2]))
export type Narrowed = Expect<Equal<typeof narrowed, Network<[16, 16, 1], [16, 16, 1], [4, 4, 16, 9, 8, 3, 2], 'unet'>>>

// what the compiler does not know, run time decides
export const later = (side: number, cfg: readonly number[]) => unet({ input: [side, side, 1], classes: 1, cfg })
export const either = (isLarge: boolean) => unet({ input: [isLarge ? 32 : 16, 16, 1], classes: 1, cfg: [8, 8, 16, 16, 8, 8, 8] })

const masks = severalLabels(['cell', 'wall'], new Float32Array(512), { map: [16, 16] })
export type Masks = Expect<Equal<typeof masks, SeveralLabels<[16, 16, 2]>>>
const labels = severalLabels(3, [0, 1, 1])
export type Labels = Expect<Equal<typeof labels, SeveralLabels<[3]>>>
export const learned = (backend: Backend, samples: TargetDataset<[16, 16, 1], SeveralLabels<[16, 16, 1]>>) => {
  const measured = evaluate(backend, small(key(0)), samples)
  return [train(backend, small(key(0)), samples, { epochs: 1, batchSize: 8, learningRate: 0.1, key: key(1) }), measured] as const
}
export type Measured = Expect<Equal<ReturnType<typeof learned>[1], TE.TaskEither<FitError, LabelEvaluation>>>

// A ResNet-56: the family's default cfg (27 entries) and two narrowings to random widths.
import { function as F } from 'fp-ts'
import { key, l1Norm, narrow, resnet } from 'narrownet'

const wide = resnet({ depth: 56, classes: 10 }, key(0))
// biome-ignore-start format: a long tuple in rows
export const slim = F.pipe(
  wide,
  narrow(l1Norm, [10, 13, 12, 9, 16, 12, 10, 11, 10, 17, 26, 22, 21, 25, 29, 21, 17, 23, 48, 36, 60, 59, 48, 60, 61, 32, 57]),
  narrow(l1Norm, [7, 8, 8, 7, 8, 12, 10, 8, 9, 8, 13, 22, 15, 21, 18, 19, 10, 13, 32, 26, 42, 47, 36, 35, 35, 23, 43]),
)
// biome-ignore-end format: a long tuple in rows

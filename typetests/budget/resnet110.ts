// A ResNet-110: the family's default cfg (54 entries) and two narrowings to random widths.
import { function as F } from 'fp-ts'
import { key, l1Norm, narrow, resnet } from 'narrownet'

const wide = resnet({ depth: 110, classes: 10 }, key(0))
// biome-ignore-start format: a long tuple in rows
export const slim = F.pipe(
  wide,
  narrow(
    l1Norm,
    [
      8, 10, 16, 13, 16, 15, 11, 11, 13, 15, 15, 11, 14, 13, 16, 12, 11, 8, 18, 32, 27, 21, 32, 22, 25, 25, 25, 27, 21, 30, 18, 19, 32, 28,
      21, 20, 48, 59, 45, 35, 63, 57, 54, 56, 64, 42, 34, 37, 48, 38, 49, 37, 40, 37,
    ],
  ),
  narrow(
    l1Norm,
    [
      7, 6, 14, 12, 14, 9, 7, 8, 8, 14, 10, 5, 13, 12, 9, 11, 7, 6, 12, 28, 24, 18, 16, 14, 20, 19, 21, 13, 10, 22, 13, 12, 21, 18, 12, 18,
      30, 37, 31, 35, 47, 54, 48, 42, 42, 38, 28, 33, 37, 22, 48, 24, 38, 30,
    ],
  ),
)
// biome-ignore-end format: a long tuple in rows

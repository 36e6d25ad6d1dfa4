// A VGG-16: the family's default cfg (17 entries) and two narrowings to random widths.
import { function as F } from 'fp-ts'
import { key, l1Norm, narrow, vgg } from 'narrownet'

const wide = vgg({ depth: 16, classes: 10 }, key(0))
// biome-ignore-start format: a long tuple in rows
export const slim = F.pipe(
  wide,
  narrow(l1Norm, [45, 50, 'M', 77, 67, 'M', 158, 131, 203, 'M', 325, 294, 512, 'M', 447, 415, 479]),
  narrow(l1Norm, [38, 46, 'M', 60, 66, 'M', 120, 65, 116, 'M', 275, 262, 435, 'M', 301, 345, 341]),
)
// biome-ignore-end format: a long tuple in rows

// A VGG-19: the family's default cfg (20 entries) and two narrowings to random widths.
import { function as F } from 'fp-ts'
import { key, l1Norm, narrow, vgg } from 'narrownet'

const wide = vgg({ depth: 19, classes: 10 }, key(0))
// biome-ignore-start format: a long tuple in rows
export const slim = F.pipe(
  wide,
  narrow(l1Norm, [53, 63, 'M', 78, 112, 'M', 225, 180, 128, 199, 'M', 357, 492, 465, 412, 'M', 343, 486, 357, 440]),
  narrow(l1Norm, [42, 31, 'M', 63, 93, 'M', 166, 141, 107, 178, 'M', 327, 433, 411, 397, 'M', 188, 369, 241, 383]),
)
// biome-ignore-end format: a long tuple in rows

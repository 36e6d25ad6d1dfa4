// A DenseNet-40: the family's default cfg (39 entries) and two narrowings to random widths.
import { function as F } from 'fp-ts'
import { densenet, key, l1Norm, narrow } from 'narrownet'

const wide = densenet({ depth: 40, classes: 10 }, key(0))
// biome-ignore-start format: a long tuple in rows
export const slim = F.pipe(
  wide,
  narrow(
    l1Norm,
    [
      23, 28, 38, 42, 56, 67, 52, 58, 118, 106, 130, 92, 116, 111, 169, 165, 190, 168, 198, 165, 159, 178, 276, 197, 228, 206, 219, 254,
      188, 245, 202, 300, 215, 364, 351, 374, 302, 280, 327,
    ],
  ),
  narrow(
    l1Norm,
    [
      15, 14, 29, 26, 38, 52, 33, 39, 65, 87, 76, 61, 72, 56, 115, 133, 104, 118, 169, 91, 88, 91, 140, 135, 210, 204, 154, 253, 154, 232,
      120, 175, 171, 265, 194, 317, 195, 185, 201,
    ],
  ),
)
// biome-ignore-end format: a long tuple in rows

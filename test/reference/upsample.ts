import { addTo, get, type ReferenceArray, zeros } from './array.js'

export interface Enlargement {
  readonly factor: number
  readonly interpolation: 'nearest' | 'bilinear'
}

/** How much of cell `cell` is in output `output` of an axis: a tent over the cells, flat beyond the first and the last, or a box. */
const shareOf = (cell: number, output: number, size: number, { factor, interpolation }: Enlargement): number => {
  if (interpolation === 'nearest') return Math.floor(output / factor) === cell ? 1 : 0
  const place = Math.min(Math.max((output + 0.5) / factor - 0.5, 0), size - 1)
  return Math.max(0, 1 - Math.abs(place - cell))
}

const visit = (
  [batch = 0, height = 0, width = 0, channels = 0]: readonly number[],
  enlargement: Enlargement,
  each: (output: readonly [number, number, number, number], input: readonly [number, number, number, number], share: number) => void,
): void => {
  const { factor } = enlargement
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < height * factor; y += 1)
      for (let x = 0; x < width * factor; x += 1)
        for (let i = 0; i < height; i += 1)
          for (let j = 0; j < width; j += 1) {
            const share = shareOf(i, y, height, enlargement) * shareOf(j, x, width, enlargement)
            if (share > 0) for (let c = 0; c < channels; c += 1) each([n, y, x, c], [n, i, j, c], share)
          }
}

/** Each output is a sum of shares of cells. */
export const upsample = (input: ReferenceArray, enlargement: Enlargement): ReferenceArray => {
  const [batch = 0, height = 0, width = 0, channels = 0] = input.shape
  const output = zeros([batch, height * enlargement.factor, width * enlargement.factor, channels])
  visit(input.shape, enlargement, (to, from, share) => addTo(output, share * get(input, ...from), ...to))
  return output
}

/** And each cell's gradient the same shares of outputs'. */
export const upsampleGradient = (shape: readonly number[], outputGradient: ReferenceArray, enlargement: Enlargement): ReferenceArray => {
  const gradient = zeros(shape)
  visit(shape, enlargement, (from, to, share) => addTo(gradient, share * get(outputGradient, ...from), ...to))
  return gradient
}

/** Larger maps by loops over the heap; see `engine/upsample.ts` for what they mean. */
import type { InputGradient, Operation, UpsampleOptions } from '../../backend.js'
import { upsampleBy, type UpsampleGeometry } from '../../upsample.js'
import type { Kernels } from '../kernels.js'

/** Where an output lies along an axis: between two cells, by the share of the second. */
interface Place {
  readonly low: number
  readonly high: number
  readonly share: number
}

const placesOf = (size: number, { factor, interpolation }: UpsampleOptions): readonly Place[] =>
  Array.from({ length: size * factor }, (_, output) => {
    const nearest = Math.floor(output / factor)
    if (interpolation === 'nearest') return { low: nearest, high: nearest, share: 0 }
    const place = Math.max(0, (output + 0.5) / factor - 0.5)
    const low = Math.floor(place)
    return { low, high: Math.min(low + 1, size - 1), share: place - low }
  })

/** Calls `visit` for each output cell and each of the one to four cells it is made of: the offsets of their first channels, and the cell's share. */
const eachShare = (geometry: UpsampleGeometry, visit: (output: number, input: number, share: number) => void): void => {
  const [batch, height, width, channels] = geometry.input
  const [rows, columns] = [placesOf(height, geometry), placesOf(width, geometry)]
  const sides = ({ low, high, share }: Place): readonly (readonly [cell: number, share: number])[] =>
    share === 0
      ? [[low, 1]]
      : [
          [low, 1 - share],
          [high, share],
        ]
  const [rowSides, columnSides] = [rows.map(sides), columns.map(sides)]
  let output = 0
  for (let n = 0; n < batch; n += 1)
    for (const row of rowSides)
      for (const column of columnSides) {
        for (const [y, byRow] of row)
          for (const [x, byColumn] of column) visit(output, ((n * height + y) * width + x) * channels, byRow * byColumn)
        output += channels
      }
}

/** `Backend.upsample`, by loops: sums in float64, rounded once. */
export const upsample = (kernels: Kernels): Operation<UpsampleOptions, InputGradient> =>
  upsampleBy(kernels, {
    forward: (input, geometry) => {
      const channels = geometry.input[3]
      const [output] = kernels.loop([input], [geometry.output], ([x], [y]) => {
        const cell = new Float64Array(channels)
        let last = -1
        const store = (): void => {
          if (last >= 0) y.set(cell, last)
          cell.fill(0)
        }
        eachShare(geometry, (to, from, share) => {
          if (to !== last) store()
          last = to
          for (let c = 0; c < channels; c += 1) cell[c] = (cell[c] as number) + share * (x[from + c] as number)
        })
        store()
      })
      return output
    },
    backward: (outputGradient, geometry) => {
      const channels = geometry.input[3]
      const [gradient] = kernels.loop([outputGradient], [geometry.input], ([dy], [dx]) => {
        const sums = new Float64Array(dx.length)
        eachShare(geometry, (from, to, share) => {
          for (let c = 0; c < channels; c += 1) sums[to + c] = (sums[to + c] as number) + share * (dy[from + c] as number)
        })
        dx.set(sums)
      })
      return gradient
    },
  })

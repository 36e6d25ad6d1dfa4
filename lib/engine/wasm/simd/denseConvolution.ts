/**
 * Convolutions of one tap and stride 1 without padding, linear layers among them: each cell by itself, a plain product of matrices
 * (assembly/multiplyDense.ts), found without a table.
 */
import { type ConvolutionGeometry, isSquare } from '../../convolutionGeometry.js'
import type { Pass } from './convolutionPass.js'
import { floats, panelColumns, workspaceOf } from './workspace.js'

/** Bytes of rows, on both sides, in one pass over the panels: they stay in the first-level cache. */
const blockBytes = 2 ** 15

/** Fewer rows would not make up for reading the panels again. */
const leastRows = 64

interface Product {
  readonly rows: number
  readonly depth: number
  readonly columns: number
  /** Bytes of the filter from one row to the next, and from one column to the next. */
  readonly rowStride: number
  readonly columnStride: number
}

const product = ({ rows, depth, columns, rowStride, columnStride }: Product): Pass => {
  const parts = workspaceOf({ bias: floats(panelColumns(columns)) })
  const rowsAtOnce = 8 * Math.ceil(Math.max(leastRows, blockBytes / floats(depth + columns)) / 8)
  return {
    packing: {
      bytes: floats(depth * panelColumns(columns)),
      workspaceBytes: 0,
      pack: (simd, filter, panels) => simd.packPanels(filter, rowStride, columnStride, depth, columns, panels, depth, 0),
    },
    workspaceBytes: parts.bytes,
    run: (simd, from, panels, bias, to, { addend, activation }, workspace) => {
      const at = parts.at(workspace)
      if (bias === 0) simd.clear(at.bias, floats(panelColumns(columns)))
      else simd.copyColumns(bias, at.bias, 1, columns, panelColumns(columns))
      for (let row = 0; row < rows; row += rowsAtOnce) {
        const written = floats(row * columns)
        simd.multiplyDense(
          Math.min(rowsAtOnce, rows - row),
          from + floats(row * depth),
          floats(depth),
          to + written,
          floats(columns),
          depth,
          panels,
          at.bias,
          columns,
          addend === 0 ? 0 : addend + written,
          activation,
        )
      }
    },
  }
}

/** Whether a convolution is one of these: each cell of one side is one of the other, which a transposed one may have more of. */
export const isDense = (geometry: ConvolutionGeometry): boolean => {
  const { y, x, input, output } = geometry
  return isSquare(geometry, 1, 1) && y.padding + x.padding === 0 && input[1] === output[1] && input[2] === output[2]
}

/** The output of a convolution. */
export const denseConvolution = ({ input: [batch, height, width, inChannels], output }: ConvolutionGeometry): Pass =>
  product({ rows: batch * height * width, depth: inChannels, columns: output[3], rowStride: floats(output[3]), columnStride: floats(1) })

/** The input gradient of a convolution. */
export const denseInputGradient = ({ input: [batch, height, width, inChannels], output }: ConvolutionGeometry): Pass =>
  product({ rows: batch * height * width, depth: output[3], columns: inChannels, rowStride: floats(1), columnStride: floats(output[3]) })

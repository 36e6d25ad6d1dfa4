/**
 * The filter gradient of a 3x3 convolution with stride 1 by Winograd's F(4x4, 3x3): transformed tiles of the input and of the output gradient,
 * multiplied plane by plane and summed over all tiles before the one transform back.
 */
import type { ConvolutionGeometry } from '../../convolutionGeometry.js'
import type { FilterGradient } from './directFilterGradient.js'
import { filterPlaneBytes, longestRun, planeBytes, planeCount, rowBytes, tileWorkspaceBytes, tilingOf } from './winogradTiles.js'
import { vectorColumns, workspaceOf } from './workspace.js'

/** Rows of transformed tiles are no power of two apart: they are read where they lie. */
const noPanel = 0

export const winogradFilterGradient = ({ y: { padding }, input, output }: ConvolutionGeometry): FilterGradient => {
  const [, height, width, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  const inColumns = vectorColumns(inChannels)
  const outColumns = vectorColumns(outChannels)
  const { tilesHigh, tilesWide, tiles, tilesAtOnce } = tilingOf(output, inChannels, outChannels)
  const inputPlane = planeBytes(tilesAtOnce, inColumns)
  const gradientPlane = planeBytes(tilesAtOnce, outColumns)
  const productPlane = filterPlaneBytes(inChannels, outColumns)
  const parts = workspaceOf({
    products: planeCount * productPlane,
    input: planeCount * inputPlane,
    gradient: planeCount * gradientPlane,
    tile: Math.max(tileWorkspaceBytes(inChannels), tileWorkspaceBytes(outChannels)),
  })
  const run: FilterGradient['run'] = (simd, inputAt, outputGradientAt, target, workspace) => {
    const at = parts.at(workspace)
    simd.clear(at.products, planeCount * productPlane)
    // columns that only pad are never written by the transforms
    if (outColumns !== outChannels) simd.clear(at.gradient, planeCount * gradientPlane)
    for (let first = 0; first < tiles; first += tilesAtOnce) {
      const count = Math.min(tilesAtOnce, tiles - first)
      simd.winogradTransformInput(
        inputAt,
        height,
        width,
        inChannels,
        padding,
        tilesHigh,
        tilesWide,
        first,
        count,
        longestRun(inChannels),
        at.input,
        inputPlane,
        rowBytes(inColumns),
        at.tile,
      )
      simd.winogradTransformGradient(
        outputGradientAt,
        outHeight,
        outWidth,
        outChannels,
        tilesHigh,
        tilesWide,
        first,
        count,
        at.gradient,
        gradientPlane,
        rowBytes(outColumns),
        at.tile,
      )
      for (let plane = 0; plane < planeCount; plane += 1) {
        simd.multiplyTransposed(
          at.input + plane * inputPlane,
          1,
          0,
          inChannels,
          rowBytes(inColumns),
          0,
          0,
          1,
          1,
          count,
          at.gradient + plane * gradientPlane,
          rowBytes(outColumns),
          outColumns,
          at.products + plane * productPlane,
          noPanel,
        )
      }
    }
    simd.winogradTransformFilterGradient(at.products, productPlane, outColumns, inChannels, outChannels, target, at.tile)
  }
  return { workspaceBytes: parts.bytes, run }
}

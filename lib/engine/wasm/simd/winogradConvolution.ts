/**
 * Convolution 3x3 with stride 1, and its input gradient, by Winograd's F(4x4, 3x3): a fourth of the multiplications of a direct product. A
 * block of tiles at a time is transformed, multiplied plane by plane, and transformed back, so that what is transformed never leaves the cache.
 */
import type { ConvolutionGeometry, MapBatch } from '../../convolutionGeometry.js'
import type { Packing, Pass } from './convolutionPass.js'
import {
  biasedPlane,
  filterPlaneBytes,
  filterWorkspaceBytes,
  longestRun,
  planeBytes,
  planeCount,
  rowBytes,
  tileWorkspaceBytes,
  tilingOf,
} from './winogradTiles.js'
import { floats, panelColumns, vectorColumns, workspaceOf } from './workspace.js'

interface Winograd {
  readonly source: MapBatch
  readonly target: MapBatch
  readonly padding: number
  /** Bytes of the filter from one channel of source, or of target, to the next. */
  readonly sourceChannelStride: number
  readonly targetChannelStride: number
  readonly flip: boolean
}

const winograd = ({ source, target, padding, sourceChannelStride, targetChannelStride, flip }: Winograd): Pass => {
  const [, sourceHeight, sourceWidth, sourceChannels] = source
  const [, targetHeight, targetWidth, targetChannels] = target
  const sourceColumns = vectorColumns(sourceChannels)
  const targetColumns = vectorColumns(targetChannels)
  const filterColumns = panelColumns(targetChannels)
  const { tilesHigh, tilesWide, tiles, tilesAtOnce } = tilingOf(target, sourceChannels, targetChannels)
  const inputPlane = planeBytes(tilesAtOnce, sourceColumns)
  const outputPlane = planeBytes(tilesAtOnce, targetColumns)
  const filterPlane = filterPlaneBytes(sourceChannels, filterColumns)
  const parts = workspaceOf({
    input: planeCount * inputPlane,
    output: planeCount * outputPlane,
    zeros: floats(targetColumns),
    bias: floats(targetColumns),
    tile: tileWorkspaceBytes(sourceChannels),
  })
  const pack: Packing['pack'] = (simd, filter, packed, workspace) =>
    simd.winogradTransformFilter(
      filter,
      floats(sourceChannels * targetChannels),
      sourceChannelStride,
      targetChannelStride,
      sourceChannels,
      targetChannels,
      flip ? 1 : 0,
      packed,
      filterPlane,
      workspace,
    )
  const run: Pass['run'] = (simd, from, filter, bias, to, { addend, activation }, workspace) => {
    const at = parts.at(workspace)
    simd.clear(at.zeros, floats(targetColumns))
    if (bias === 0) simd.clear(at.bias, floats(targetColumns))
    else simd.copyColumns(bias, at.bias, 1, targetChannels, targetColumns)
    for (let first = 0; first < tiles; first += tilesAtOnce) {
      const count = Math.min(tilesAtOnce, tiles - first)
      simd.winogradTransformInput(
        from,
        sourceHeight,
        sourceWidth,
        sourceChannels,
        padding,
        tilesHigh,
        tilesWide,
        first,
        count,
        longestRun(sourceChannels),
        at.input,
        inputPlane,
        rowBytes(sourceColumns),
        at.tile,
      )
      simd.multiplyPlanes(
        planeCount,
        count,
        at.input,
        rowBytes(sourceColumns),
        inputPlane,
        at.output,
        rowBytes(targetColumns),
        outputPlane,
        sourceChannels,
        filter,
        filterPlane,
        at.zeros,
        at.bias,
        biasedPlane,
        filterColumns,
      )
      simd.winogradTransformOutput(
        at.output,
        outputPlane,
        rowBytes(targetColumns),
        to,
        targetHeight,
        targetWidth,
        targetChannels,
        tilesHigh,
        tilesWide,
        first,
        count,
        addend,
        activation,
        at.tile,
      )
    }
  }
  const packing = { bytes: planeCount * filterPlane, workspaceBytes: filterWorkspaceBytes, pack }
  return { packing, workspaceBytes: parts.bytes, run }
}

/** The output of a convolution: source is the input. */
export const winogradConvolution = ({ y: { padding }, input, output }: ConvolutionGeometry): Pass =>
  winograd({
    source: input,
    target: output,
    padding,
    sourceChannelStride: floats(output[3]),
    targetChannelStride: floats(1),
    flip: false,
  })

/** The input gradient of a convolution: source is the output gradient. */
export const winogradInputGradient = ({ y: { padding }, input, output }: ConvolutionGeometry): Pass =>
  winograd({
    source: output,
    target: input,
    padding: 2 - padding,
    sourceChannelStride: floats(1),
    targetChannelStride: floats(output[3]),
    flip: true,
  })

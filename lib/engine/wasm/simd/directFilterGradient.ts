/**
 * The filter gradient of a convolution by direct products (assembly/multiplyTransposed.ts): one product of the windows that the output's
 * cells see of the padded maps, and the output gradient's cells.
 */
import type { ConvolutionGeometry } from '../../convolutionGeometry.js'
import { forwardWindows } from './axisPhase.js'
import type { SimdKernels } from './simdKernels.js'
import { floats, vectorColumns, workspaceOf } from './workspace.js'

/** Padded maps and output gradients in work at once. */
const blockBytes = 2 ** 18

/**
 * A row of a window below so many floats is thin: tiles of four fill it badly, so all rows of the window are taken at once, and more cells. Of wider
 * windows that would not stay in the first-level cache.
 */
const thinFloats = 32

/** Eight channels of the output gradient are copied once and read once for four floats of a window: fewer do not make up for the copy. */
const leastDepth = 64

/** Cells in one pass over the gradient: enough to make up for reading and writing it, few enough for the first-level cache. */
const cellsAtOnceOf = (isThin: boolean): number => (isThin ? 256 : 128)

export interface FilterGradient {
  readonly workspaceBytes: number
  /** Addresses. */
  readonly run: (simd: SimdKernels, input: number, outputGradient: number, filterGradient: number, workspace: number) => void
}

export const directFilterGradient = ({ y: down, x: across, input, output }: ConvolutionGeometry): FilterGradient => {
  const [batch, height, width, channels] = input
  const [, outHeight, outWidth, outChannels] = output
  const y = forwardWindows(height, outHeight, down)
  const x = forwardWindows(width, outWidth, across)
  const isPadded = y.before + y.after + x.before + x.after > 0
  const paddedWidth = x.before + width + x.after
  const imageFloats = (y.before + height + y.after) * paddedWidth * channels
  // The taps of a row of the window are one run of memory, unless cells are left out between them.
  const runTaps = across.dilation === 1 ? across.taps : 1
  const runFloats = runTaps * channels
  const columns = vectorColumns(outChannels)
  const isThin = runFloats < thinFloats && runTaps === across.taps
  const cellsAtOnce = cellsAtOnceOf(isThin)
  const isWidened = columns !== outChannels
  const outImageFloats = outHeight * outWidth * columns
  const leastImages = Math.ceil(cellsAtOnce / (outHeight * outWidth))
  const imagesAtOnce = Math.min(batch, Math.max(leastImages, Math.floor(blockBytes / floats(imageFloats + outImageFloats))))
  const depth = down.taps * across.taps * channels
  const rowsOfWindow = isThin ? down.taps : 1
  const rowFloats = down.stride * paddedWidth * channels
  const rowGap = rowFloats - outWidth * across.stride * channels
  // Cells without a gap between them, as in 1x1 convolutions and linear layers, are one long row.
  const isDense = rowGap === 0 && outHeight * rowFloats === imageFloats
  // Several whole images at once where they are small, else some rows of one.
  const groupImages = Math.min(imagesAtOnce, Math.max(1, Math.floor(cellsAtOnce / (outHeight * outWidth))))
  const groupRows = groupImages > 1 ? outHeight : Math.min(outHeight, Math.ceil(cellsAtOnce / outWidth))

  const copiesPanels = rowsOfWindow * runFloats >= leastDepth
  const parts = workspaceOf({
    maps: isPadded ? floats(imagesAtOnce * imageFloats) : 0,
    outputGradient: isWidened ? floats(imagesAtOnce * outImageFloats) : 0,
    gradient: isWidened ? floats(depth * columns) : 0,
    panel: copiesPanels ? floats(8 * groupImages * groupRows * outWidth) : 0,
  })

  /** Adds the products over some images, whose maps and gradients lie there. */
  const add = (simd: SimdKernels, images: number, maps: number, right: number, rightFloats: number, gradient: number, panel: number) => {
    for (let first = 0; first < images; first += groupImages) {
      for (let row = 0; row < outHeight; row += groupRows) {
        const rows = Math.min(groupRows, outHeight - row)
        const group = Math.min(groupImages, images - first)
        const corner = first * imageFloats + row * rowFloats
        for (let tap = 0; tap < down.taps; tap += rowsOfWindow) {
          for (let run = 0; run < across.taps; run += runTaps) {
            simd.multiplyTransposed(
              maps + floats(corner + (tap * down.dilation * paddedWidth + run * across.dilation) * channels),
              rowsOfWindow,
              floats(down.dilation * paddedWidth * channels),
              runFloats,
              floats(across.stride * channels),
              floats(rowGap),
              floats(imageFloats - rows * rowFloats),
              ...(isDense ? [1, 1, group * rows * outWidth] : [group, rows, outWidth]),
              right + floats((first * outHeight + row) * outWidth * rightFloats),
              floats(rightFloats),
              columns,
              gradient + floats((tap * across.taps + run) * channels * columns),
              copiesPanels ? panel : 0,
            )
          }
        }
      }
    }
  }

  const run: FilterGradient['run'] = (simd, inputAt, outputGradientAt, target, workspace) => {
    const at = parts.at(workspace)
    const gradient = isWidened ? at.gradient : target
    simd.clear(gradient, floats(depth * columns))
    for (let image = 0; image < batch; image += imagesAtOnce) {
      const images = Math.min(imagesAtOnce, batch - image)
      const from = inputAt + floats(image * height * width * channels)
      const dy = outputGradientAt + floats(image * outHeight * outWidth * outChannels)
      if (isPadded) simd.padMaps(from, at.maps, images, height, width, channels, y.before, y.after, x.before, x.after)
      // What is read behind a cell's columns, the next cell's, ends up in columns that are cut off; behind the last block there is nothing to read.
      const floatsBehind = (batch - image - images) * outHeight * outWidth * outChannels
      const widensNow = floatsBehind < columns - outChannels
      if (widensNow) simd.copyColumns(dy, at.outputGradient, images * outHeight * outWidth, outChannels, columns)
      const [right, rightFloats] = widensNow ? [at.outputGradient, columns] : [dy, outChannels]
      add(simd, images, isPadded ? at.maps : from, right, rightFloats, gradient, at.panel)
    }
    if (isWidened) simd.copyColumns(gradient, target, depth, columns, outChannels)
  }
  return { workspaceBytes: parts.bytes, run }
}

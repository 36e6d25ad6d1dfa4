/**
 * Convolution and its input gradient by direct products (assembly/multiplyRows.ts): each output cell is a row times the filter's panels, and
 * what it sees of a padded map is one run of memory for each row of its window, so nothing is laid out but the padding; unless a dilation leaves cells out
 * between the taps of a row (`assembly/layMaps.ts`).
 */
import type { ConvolutionGeometry, MapBatch } from '../../convolutionGeometry.js'
import { type AxisPhase, type AxisWindows, forwardWindows, gradientWindows } from './axisPhase.js'
import type { Packing, Pass } from './convolutionPass.js'
import type { SimdKernels } from './simdKernels.js'
import { floats, panelColumns, tableBytes, workspaceOf } from './workspace.js'

/** Padded maps in work at once: they and the filter's panels stay in a second-level cache. */
const blockBytes = 2 ** 18

/** Fewer rows would not make up for reading the panels again for each block. */
const leastRows = 128

/** Rows in one pass over the panels. */
const rowsAtOnce = 256

interface Phase {
  readonly y: AxisPhase
  readonly x: AxisPhase
  readonly depth: number
}

interface WindowProduct {
  readonly source: MapBatch
  readonly target: MapBatch
  readonly y: AxisWindows
  readonly x: AxisWindows
  /** Bytes of the filter from one channel of source, or of target, to the next; a tap's matrix follows the one before. */
  readonly sourceChannelStride: number
  readonly targetChannelStride: number
  readonly kernelWidth: number
  /** whether something follows, bias or ending, that cells without a tap have as well */
  readonly isEnded: boolean
}

const sum = (bytes: readonly number[]): number => bytes.reduce((total, each) => total + each, 0)
const startsOf = (bytes: readonly number[]): readonly number[] => bytes.map((_, index) => sum(bytes.slice(0, index)))

const windowProduct = (product: WindowProduct): Pass => {
  const { source, target, y, x, sourceChannelStride, targetChannelStride, kernelWidth, isEnded } = product
  const [batch, height, width, channels] = source
  const [, targetHeight, targetWidth, targetChannels] = target
  const isLaid = x.apart > 1
  const isMoved = isLaid || y.before + y.after + x.before + x.after > 0
  // columns of one of the runs of a row of source, `x.apart` of them
  const runCells = Math.ceil((x.before + width + x.after) / x.apart)
  const rowFloats = x.apart * runCells * channels
  const imageFloats = (y.before + height + y.after) * rowFloats
  const leastImages = Math.ceil(leastRows / (Math.ceil(targetHeight / y.targetStep) * Math.ceil(targetWidth / x.targetStep)))
  const imagesAtOnce = Math.min(batch, Math.max(leastImages, Math.floor(blockBytes / floats(imageFloats))))
  const all = y.phases.flatMap((yPhase) =>
    x.phases.map((xPhase) => ({ y: yPhase, x: xPhase, depth: yPhase.taps.length * xPhase.taps.length })),
  )
  const phases: readonly Phase[] = isEnded ? all : all.filter(({ depth }) => depth > 0)
  const phaseTableBytes = phases.map((phase) => tableBytes(imagesAtOnce * phase.y.count * phase.x.count))
  const phasePanelBytes = phases.map(({ depth }) => floats(depth * channels * panelColumns(targetChannels)))
  const tableStarts = startsOf(phaseTableBytes)
  const panelStarts = startsOf(phasePanelBytes)
  const parts = workspaceOf({
    tables: sum(phaseTableBytes),
    bias: floats(panelColumns(targetChannels)),
    maps: isMoved ? floats(imagesAtOnce * imageFloats) : 0,
  })

  const packPhase = (simd: SimdKernels, filter: number, phase: Phase, panels: number): void => {
    const tapBytes = floats(channels * targetChannels)
    phase.y.taps.forEach((tapY, row) => {
      phase.x.taps.forEach((tapX, column) => {
        const tap = filter + (tapY * kernelWidth + tapX) * tapBytes
        const first = (row * phase.x.taps.length + column) * channels
        simd.packPanels(tap, sourceChannelStride, targetChannelStride, channels, targetChannels, panels, phase.depth * channels, first)
      })
    })
  }

  const fillTable = (simd: SimdKernels, phase: Phase, table: number, images: number): void =>
    simd.rowOffsets(
      table,
      images,
      phase.y.count,
      phase.x.count,
      floats(imageFloats),
      floats(y.sourceStep * rowFloats),
      floats((x.sourceStep / x.apart) * channels),
      floats(targetHeight * targetWidth * targetChannels),
      floats(y.targetStep * targetWidth * targetChannels),
      floats(x.targetStep * targetChannels),
    )

  const pack: Packing['pack'] = (simd, filter, panels) =>
    phases.forEach((phase, index) => packPhase(simd, filter, phase, panels + (panelStarts[index] as number)))

  const layOut = (simd: SimdKernels, block: number, maps: number, images: number): void => {
    const margins = [y.before, y.after, x.before, x.after] as const
    if (isLaid) simd.layMaps(block, maps, images, height, width, channels, ...margins, x.apart)
    else simd.padMaps(block, maps, images, height, width, channels, ...margins)
  }

  /** Where the first window of a phase begins on maps that are laid out. */
  const cornerOf = ({ y: { start: top }, x: { start: left } }: Phase): number => {
    const cell = left + x.before
    return (top + y.before) * rowFloats + ((cell % x.apart) * runCells + Math.floor(cell / x.apart)) * channels
  }

  const run: Pass['run'] = (simd, from, panels, bias, to, { addend, activation }, workspace) => {
    const at = parts.at(workspace)
    if (bias === 0) simd.clear(at.bias, floats(panelColumns(targetChannels)))
    else simd.packPanels(bias, 0, floats(1), 1, targetChannels, at.bias, 1, 0)
    if (phases.length < all.length) simd.clear(to, floats(batch * targetHeight * targetWidth * targetChannels))
    let images = 0
    for (let image = 0; image < batch; image += imagesAtOnce) {
      const before = images
      images = Math.min(imagesAtOnce, batch - image)
      const block = from + floats(image * height * width * channels)
      if (isMoved) layOut(simd, block, at.maps, images)
      phases.forEach((phase, index) => {
        const table = at.tables + (tableStarts[index] as number)
        if (images !== before) fillTable(simd, phase, table, images)
        const target = ((image * targetHeight + phase.y.target) * targetWidth + phase.x.target) * targetChannels
        const rows = images * phase.y.count * phase.x.count
        for (let row = 0; row < rows; row += rowsAtOnce) {
          simd.multiplyRows(
            table + tableBytes(row),
            Math.min(rowsAtOnce, rows - row),
            (isMoved ? at.maps : block) + floats(cornerOf(phase)),
            to + floats(target),
            Math.max(1, phase.y.taps.length), // without a tap one run, of no floats
            floats(y.apart * rowFloats),
            phase.depth === 0 ? 0 : phase.x.taps.length * channels,
            panels + (panelStarts[index] as number),
            at.bias,
            targetChannels,
            addend === 0 ? 0 : addend + floats(target),
            activation,
          )
        }
      })
    }
  }
  return { packing: { bytes: sum(phasePanelBytes), workspaceBytes: 0, pack }, workspaceBytes: parts.bytes, run }
}

/** The output of a convolution: source is the input. */
export const directConvolution = ({ y, x, input, output }: ConvolutionGeometry): Pass =>
  windowProduct({
    source: input,
    target: output,
    y: forwardWindows(input[1], output[1], y),
    x: forwardWindows(input[2], output[2], x, 'in runs'),
    sourceChannelStride: floats(output[3]),
    targetChannelStride: floats(1),
    kernelWidth: x.taps,
    isEnded: true,
  })

/** The input gradient of a convolution: source is the output gradient; `isEnded` of a transposed one, in a bias or more. */
export const directInputGradient = ({ y, x, input, output }: ConvolutionGeometry, isEnded = false): Pass =>
  windowProduct({
    source: output,
    target: input,
    y: gradientWindows(input[1], output[1], y),
    x: gradientWindows(input[2], output[2], x, 'in runs'),
    sourceChannelStride: floats(1),
    targetChannelStride: floats(output[3]),
    kernelWidth: x.taps,
    isEnded,
  })

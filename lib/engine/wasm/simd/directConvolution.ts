/**
 * Convolution and its input gradient by direct products (assembly/multiplyRows.ts): each output cell is a row times the filter's panels, and
 * what it sees of a padded map is one run of memory for each row of its window, so nothing is laid out but the padding; unless a dilation leaves cells out
 * between the taps of a row, or a group of outputs sees some of the channels only (`assembly/layMaps.ts`).
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
  readonly groups: number
  /** Bytes of the filter from one channel of source, or of target, to the next, and from one tap, or one group, to the next. */
  readonly strides: { readonly source: number; readonly target: number; readonly tap: number; readonly group: number }
  readonly kernelWidth: number
}

const sum = (bytes: readonly number[]): number => bytes.reduce((total, each) => total + each, 0)
const startsOf = (bytes: readonly number[]): readonly number[] => bytes.map((_, index) => sum(bytes.slice(0, index)))

const windowProduct = ({ source, target, y, x, groups, strides, kernelWidth }: WindowProduct): Pass => {
  const [batch, height, width, allChannels] = source
  const [, targetHeight, targetWidth, allTargetChannels] = target
  const [channels, targetChannels] = [allChannels / groups, allTargetChannels / groups]
  const isPadded = y.before + y.after + x.before + x.after > 0
  const isLaid = groups > 1 || x.apart > 1
  // columns of one of the runs of a row of source, `x.apart` of them
  const runCells = Math.ceil((x.before + width + x.after) / x.apart)
  const rowFloats = x.apart * runCells * channels
  const imageFloats = (y.before + height + y.after) * rowFloats
  const leastImages = Math.ceil(leastRows / (Math.ceil(targetHeight / y.targetStep) * Math.ceil(targetWidth / x.targetStep)))
  const imagesAtOnce = Math.min(batch, Math.max(leastImages, Math.floor(blockBytes / floats(imageFloats))))
  const all = y.phases.flatMap((yPhase) =>
    x.phases.map((xPhase) => ({ y: yPhase, x: xPhase, depth: yPhase.taps.length * xPhase.taps.length })),
  )
  const phases: readonly Phase[] = all.filter(({ depth }) => depth > 0)
  const phaseTableBytes = phases.map((phase) => tableBytes(imagesAtOnce * phase.y.count * phase.x.count))
  const phasePanelBytes = phases.map(({ depth }) => floats(depth * channels * panelColumns(targetChannels)))
  const tableStarts = startsOf(phaseTableBytes)
  const panelStarts = startsOf(phasePanelBytes)
  const groupPanelBytes = sum(phasePanelBytes)
  const groupBiasBytes = floats(panelColumns(targetChannels))
  const parts = workspaceOf({
    tables: sum(phaseTableBytes),
    bias: groups * groupBiasBytes,
    maps: isPadded || isLaid ? floats(imagesAtOnce * imageFloats) : 0,
  })
  const eachGroup = (visit: (group: number) => void): void => {
    for (let group = 0; group < groups; group += 1) visit(group)
  }

  const packPhase = (simd: SimdKernels, filter: number, phase: Phase, panels: number): void => {
    phase.y.taps.forEach((tapY, row) => {
      phase.x.taps.forEach((tapX, column) => {
        const tap = filter + (tapY * kernelWidth + tapX) * strides.tap
        const first = (row * phase.x.taps.length + column) * channels
        simd.packPanels(tap, strides.source, strides.target, channels, targetChannels, panels, phase.depth * channels, first)
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
      floats(targetHeight * targetWidth * allTargetChannels),
      floats(y.targetStep * targetWidth * allTargetChannels),
      floats(x.targetStep * allTargetChannels),
    )

  const pack: Packing['pack'] = (simd, filter, panels) =>
    eachGroup((group) =>
      phases.forEach((phase, index) =>
        packPhase(simd, filter + group * strides.group, phase, panels + group * groupPanelBytes + (panelStarts[index] as number)),
      ),
    )

  const packBias = (simd: SimdKernels, bias: number, to: number): void => {
    if (bias === 0) simd.clear(to, groups * groupBiasBytes)
    else
      eachGroup((group) =>
        simd.packPanels(bias + floats(group * targetChannels), 0, floats(1), 1, targetChannels, to + group * groupBiasBytes, 1, 0),
      )
  }

  /** Where the maps of a group lie then. */
  const layOut = (simd: SimdKernels, block: number, maps: number, group: number, images: number): number => {
    const margins = [y.before, y.after, x.before, x.after]
    if (isLaid) simd.layMaps(block + floats(group * channels), maps, images, height, width, allChannels, channels, ...margins, x.apart)
    else if (isPadded) simd.padMaps(block, maps, images, height, width, channels, ...margins)
    return isPadded || isLaid ? maps : block
  }

  /** Where the first window of a phase begins on maps that are laid out. */
  const cornerOf = ({ y: { start: top }, x: { start: left } }: Phase): number => {
    const cell = left + x.before
    return (top + y.before) * rowFloats + ((cell % x.apart) * runCells + Math.floor(cell / x.apart)) * channels
  }

  const run: Pass['run'] = (simd, from, panels, bias, to, { addend, activation }, workspace) => {
    const at = parts.at(workspace)
    packBias(simd, bias, at.bias)
    if (phases.length < all.length) simd.clear(to, floats(batch * targetHeight * targetWidth * allTargetChannels))
    let images = 0
    for (let image = 0; image < batch; image += imagesAtOnce) {
      const before = images
      images = Math.min(imagesAtOnce, batch - image)
      if (images !== before) phases.forEach((phase, index) => fillTable(simd, phase, at.tables + (tableStarts[index] as number), images))
      const block = from + floats(image * height * width * allChannels)
      eachGroup((group) => {
        const maps = layOut(simd, block, at.maps, group, images)
        phases.forEach((phase, index) => {
          const table = at.tables + (tableStarts[index] as number)
          const cell = (image * targetHeight + phase.y.target) * targetWidth + phase.x.target
          const target = floats(cell * allTargetChannels + group * targetChannels)
          const rows = images * phase.y.count * phase.x.count
          for (let row = 0; row < rows; row += rowsAtOnce) {
            simd.multiplyRows(
              table + tableBytes(row),
              Math.min(rowsAtOnce, rows - row),
              maps + floats(cornerOf(phase)),
              to + target,
              phase.y.taps.length,
              floats(y.apart * rowFloats),
              phase.x.taps.length * channels,
              panels + group * groupPanelBytes + (panelStarts[index] as number),
              at.bias + group * groupBiasBytes,
              targetChannels,
              addend === 0 ? 0 : addend + target,
              activation,
            )
          }
        })
      })
    }
  }
  return { packing: { bytes: groups * groupPanelBytes, workspaceBytes: 0, pack }, workspaceBytes: parts.bytes, run }
}

/** The output of a convolution: source is the input. */
export const directConvolution = ({ y, x, groups, input, output }: ConvolutionGeometry): Pass =>
  windowProduct({
    source: input,
    target: output,
    y: forwardWindows(input[1], output[1], y),
    x: forwardWindows(input[2], output[2], x, 'in runs'),
    groups,
    strides: { ...filterStrides(input, output, groups), source: floats(output[3]), target: floats(1) },
    kernelWidth: x.taps,
  })

/** The input gradient of a convolution: source is the output gradient. */
export const directInputGradient = ({ y, x, groups, input, output }: ConvolutionGeometry): Pass =>
  windowProduct({
    source: output,
    target: input,
    y: gradientWindows(input[1], output[1], y),
    x: gradientWindows(input[2], output[2], x, 'in runs'),
    groups,
    strides: { ...filterStrides(input, output, groups), source: floats(1), target: floats(output[3]) },
    kernelWidth: x.taps,
  })

const filterStrides = (input: MapBatch, output: MapBatch, groups: number) => ({
  tap: floats((input[3] / groups) * output[3]),
  group: floats(output[3] / groups),
})

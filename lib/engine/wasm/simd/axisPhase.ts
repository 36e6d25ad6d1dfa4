/**
 * A convolution along one axis, as windows that slide over memory: which cells a window reads and which cells it writes.
 *
 * The forward pass is one phase. The input gradient of a convolution with stride s is s of them: the cells a, a + s, a + 2s, ... were read
 * only through the taps i with i = a + padding (mod s), so each phase is a plain convolution of the output gradient by those taps alone,
 * backwards, and no zero is multiplied. A dilation d leaves cells out between the taps of a window, and asks for those with i d = a + padding (mod s).
 *
 * Along a row, the taps of a window must be one run of memory. Where taps are `apart`, the source's cells are laid out anew in as many runs, each of the cells that
 * lie so far from one another (assembly/layMaps.ts); and the windows of a phase all begin in one of these runs.
 */
import type { AxisWindow } from '../../convolutionGeometry.js'

export interface AxisPhase {
  /** filter indices, in the order in which the window meets the source; none: the written cells are zero */
  readonly taps: readonly number[]
  /** the source cell at which the first window begins; negative: in the padding */
  readonly start: number
  /** the first cell written; the others follow `AxisWindows.targetStep` apart */
  readonly target: number
  readonly count: number
}

export interface AxisWindows {
  readonly phases: readonly AxisPhase[]
  /** cells from one window to the next */
  readonly sourceStep: number
  readonly targetStep: number
  /** cells from one tap's to the next's */
  readonly apart: number
  /** cells of zeros before and after the source that windows reach into */
  readonly before: number
  readonly after: number
}

/** Whether the windows of a phase must begin in one and the same run of cells `apart`. */
export type Layout = 'in place' | 'in runs'

/** 0 to count - 1; by a loop, as this runs for every convolution and `Array.from` takes several times as long. */
const range = (count: number): readonly number[] => {
  const all: number[] = []
  for (let at = 0; at < count; at += 1) all.push(at)
  return all
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))

const windows = (phases: readonly AxisPhase[], sourceSize: number, sourceStep: number, targetStep: number, apart: number): AxisWindows => {
  const reading = phases.filter(({ taps }) => taps.length > 0)
  const end = ({ start, count, taps }: AxisPhase): number => start + (count - 1) * sourceStep + (taps.length - 1) * apart + 1
  return {
    phases,
    sourceStep,
    targetStep,
    apart,
    before: Math.max(0, ...reading.map(({ start }) => -start)),
    after: Math.max(0, ...reading.map((phase) => end(phase) - sourceSize)),
  }
}

/** Windows over the input that write the output. */
export const forwardWindows = (
  inputSize: number,
  outputSize: number,
  { taps, stride, padding, dilation }: AxisWindow,
  layout: Layout = 'in place',
): AxisWindows => {
  const turns = layout === 'in runs' ? dilation / divisor(dilation, stride) : 1
  const phase = (cell: number): AxisPhase => ({
    taps: range(taps),
    start: cell * stride - padding,
    target: cell,
    count: Math.ceil((outputSize - cell) / turns),
  })
  const phases = range(Math.min(turns, outputSize)).map(phase)
  return windows(phases, inputSize, turns * stride, turns, dilation)
}

/** Windows over the output gradient that write the input gradient. */
export const gradientWindows = (
  inputSize: number,
  outputSize: number,
  { taps, stride, padding, dilation }: AxisWindow,
  layout: Layout = 'in place',
): AxisWindows => {
  const apart = dilation / divisor(dilation, stride)
  const turns = layout === 'in runs' ? apart : 1
  const phase = (cell: number): AxisPhase => {
    const meeting = range(taps).filter((tap) => (cell + padding - tap * dilation) % stride === 0)
    const last = (cell + padding - (meeting[0] ?? 0) * dilation) / stride
    const start = meeting.length === 0 ? 0 : last - (meeting.length - 1) * apart
    return { taps: [...meeting].reverse(), start, target: cell, count: Math.ceil((inputSize - cell) / (turns * stride)) }
  }
  const phases = range(Math.min(turns * stride, inputSize)).map(phase)
  return windows(phases, outputSize, turns, turns * stride, apart)
}

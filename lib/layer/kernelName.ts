/** How a window shows in tables and in a network's type, where nothing is said that goes without saying. */
import type { Known } from '../shape/known.js'
import { type Horizontal, pairOf, type PerAxis, shownPerAxis, type Vertical } from '../shape/perAxis.js'
import type { Reach, SamePadding } from '../shape/window.js'
import { type Kernel, samePaddings } from './kernel.js'

/** "conv2d" for the everyday 3x3, else with what differs: "conv2d 1x1", "conv2d 3x3/2", "conv2d 5x5 pad 0", "conv2d 1x7/1x2", "conv2d 3x3 dilation 2". */
export type KernelName<
  Tag extends string,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> = [KernelSize, Stride, Padding, Dilation] extends [3, 1, 1, 1]
  ? Tag
  : [KernelSize, Stride, Padding, Dilation] extends [infer Size extends number, infer Step extends number, infer Cells extends number, 1]
    ? number extends Known<Size> | Known<Step> | Known<Cells>
      ? string
      : `${Tag} ${Size}x${Size}${Step extends 1 ? '' : `/${Step}`}${Cells extends SamePadding<Size> ? '' : ` pad ${Cells}`}`
    : IsSeen<KernelSize> | IsSeen<Stride> | IsSeen<Padding> | IsSeen<Dilation> extends true
      ? `${Tag} ${Vertical<KernelSize>}x${Horizontal<KernelSize>}${Stride extends 1 ? '' : `/${Shown<Stride>}`}${Padding extends SamePaddings<
          KernelSize,
          Dilation
        >
          ? ''
          : ` pad ${Shown<Padding>}`}${Dilation extends 1 ? '' : ` dilation ${Shown<Dilation>}`}`
      : string

/** Whether the compiler knows it. */
export type IsSeen<Given extends PerAxis> = number extends Known<Vertical<Given>> | Known<Horizontal<Given>> ? false : true

/** "2", "1x2". */
export type Shown<Given extends PerAxis> = Given extends number ? `${Given}` : `${Vertical<Given>}x${Horizontal<Given>}`

/** Padding that keeps a map's size at stride 1, along each axis. */
export type SamePaddings<KernelSize extends PerAxis, Dilation extends PerAxis> = [KernelSize, Dilation] extends [
  infer Size extends number,
  infer Apart extends number,
]
  ? SamePadding<Reach<Size, Apart>>
  : SamePaddingsOfEach<KernelSize, Dilation>

/** Of one of several, each by itself: two numbers only where either is two. */
type SamePaddingsOfEach<KernelSize extends PerAxis, Dilation extends PerAxis> = KernelSize extends unknown
  ? Dilation extends unknown
    ? [KernelSize, Dilation] extends [infer Size extends number, infer Apart extends number]
      ? SamePadding<Reach<Size, Apart>>
      : readonly [SamePaddingAlong<KernelSize, Dilation>['vertical'], SamePaddingAlong<KernelSize, Dilation>['horizontal']]
    : never
  : never

/** Looked up, or the compiler would work it out for every convolution. */
interface SamePaddingAlong<KernelSize extends PerAxis, Dilation extends PerAxis> {
  readonly vertical: SamePadding<Reach<Vertical<KernelSize>, Vertical<Dilation>>>
  readonly horizontal: SamePadding<Reach<Horizontal<KernelSize>, Horizontal<Dilation>>>
}

/** "3x3", "3x3/2", "5x5 pad 0", "1x7", "3x3 dilation 2". */
export const shownKernel = ({ kernelSize, stride, padding, dilation = 1 }: Kernel): string => {
  const cells = shownPerAxis(padding)
  return [
    pairOf(kernelSize).join('x'),
    stride === 1 ? '' : `/${shownPerAxis(stride)}`,
    cells === shownPerAxis(samePaddings(kernelSize, dilation)) ? '' : ` pad ${cells}`,
    dilation === 1 ? '' : ` dilation ${shownPerAxis(dilation)}`,
  ].join('')
}

/** Run-time twin of `KernelName`. */
export const kernelName = (tag: string, kernel: Kernel): string => {
  const shown = shownKernel(kernel)
  return shown === '3x3' && kernel.kernelSize === 3 ? tag : `${tag} ${shown}`
}

/** The options of convolutions, whatever channels they see: what a caller may write, and the window that comes of it. */
import { either, type Kinds, oneOf, optional, trueOrFalse } from '../shape/kind.js'
import { copiedPerAxis, numbersPerAxis, type PerAxis } from '../shape/perAxis.js'
import type { OptionIn, OptionOr } from '../shape/given.js'
import type { Optional } from '../shape/optional.js'
import { checkedOptions } from '../shape/options.js'
import { type CountPerAxis, type Kernel, type KernelPadding, samePaddings } from './kernel.js'
import type { SamePaddings } from './kernelName.js'

/** Each may be one number for both axes or two, [vertical, horizontal]. What is wrong with an option that is given is a sentence in its place. */
export interface ConvolutionOptions<Given> {
  /** default 3 */
  readonly kernelSize?: CountPerAxis<OptionIn<Given, 'kernelSize'>, 'kernelSize'> | undefined
  /** default 1 */
  readonly stride?: CountPerAxis<OptionIn<Given, 'stride'>, 'stride'> | undefined
  /**
   * cells of zeros on each side, fewer than the kernel reaches over; 'same' (the default) is half of what it reaches beyond one cell, rounded down: behind an
   * even kernel of stride 1 a map has a row and a column less
   */
  readonly padding?:
    | KernelPadding<
        OptionIn<Given, 'padding'>,
        OptionOr<OptionIn<Given, 'kernelSize'>, PerAxis, 3>,
        OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
      >
    | undefined
  /** cells from one of the kernel's taps to the next, so that it reaches over (kernelSize - 1) dilation + 1 of them; default 1, side by side */
  readonly dilation?: CountPerAxis<OptionIn<Given, 'dilation'>, 'dilation'> | undefined
  /** default false: convolutions here are mostly followed by a batch norm, whose shift does the bias's work */
  readonly bias?: boolean | undefined
}

/** The cells that a padding means. */
export type ResolvedPadding<
  KernelSize extends PerAxis,
  Padding extends PerAxis | 'same',
  Dilation extends PerAxis,
> = Padding extends PerAxis ? Padding : SamePaddings<KernelSize, Dilation>

/**
 * A convolution whose kernel's taps lie apart. Others say nothing of it.
 */
export type Dilated<Spec, Dilation extends PerAxis> = Omit<Spec, 'dilation'> &
  (1 extends Dilation ? { readonly dilation?: Dilation } : { readonly dilation: Dilation })

/** The layer, dilated or not; of a kernel that the compiler knows nothing of, no size follows in either case. */
export type WithDilation<Spec, KernelSize extends PerAxis, Dilation extends PerAxis> = [Dilation] extends [1]
  ? Spec
  : [PerAxis, PerAxis] extends [KernelSize, Dilation]
    ? Spec
    : Dilated<Spec, Dilation>

/** The options whatever they are, as run time sees them. */
export interface AnyConvolutionOptions extends Optional<Omit<Kernel, 'padding'>> {
  readonly padding?: PerAxis | 'same' | undefined
  readonly bias?: boolean | undefined
}

/** What moves a kernel over a map. */
export const movedKinds: Kinds<Pick<AnyConvolutionOptions, 'stride' | 'padding' | 'dilation'>> = {
  stride: optional(numbersPerAxis),
  padding: optional(either(numbersPerAxis, oneOf('same'))),
  dilation: optional(numbersPerAxis),
}

const kinds: Kinds<AnyConvolutionOptions> = { kernelSize: optional(numbersPerAxis), ...movedKinds, bias: optional(trueOrFalse) }

/** The window that these options of the layer `name` mean, and whether there is a bias. */
export const givenKernel = (name: string, options: AnyConvolutionOptions): Kernel & { readonly bias: boolean } => {
  const { bias = false, ...given } = checkedOptions(name, kinds, options)
  return { ...kernelOf(given), bias }
}

/** The window of these options, what is left out filled in. */
export const kernelOf = ({ kernelSize = 3, stride = 1, padding = 'same', dilation = 1 }: Omit<AnyConvolutionOptions, 'bias'>): Kernel => ({
  kernelSize: copiedPerAxis(kernelSize),
  stride: copiedPerAxis(stride),
  padding: padding === 'same' ? samePaddings(kernelSize, dilation) : copiedPerAxis(padding),
  ...(dilation !== 1 && { dilation: copiedPerAxis(dilation) }),
})

/** The options of convolutions, whatever channels they see: what a caller may write, and the window that comes of it. */
import type { Count } from '../shape/count.js'
import { aNumber, either, oneOf, optional, trueOrFalse } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { type SamePadding, samePadding } from '../shape/window.js'
import type { Kernel, KernelPadding } from './kernel.js'

/** What is wrong with an option is a sentence in its place. */
export interface ConvolutionOptions<KernelSize extends number, Stride extends number, Padding extends number | 'same'> {
  /** default 3 */
  readonly kernelSize?: Count<KernelSize, 'kernelSize'>
  /** default 1 */
  readonly stride?: Count<Stride, 'stride'>
  /**
   * cells of zeros on each side, less than the kernel's size; 'same' (the default) is (kernelSize - 1) / 2, rounded down: behind an even kernel of stride 1 a map
   * has a row and a column less
   */
  readonly padding?: KernelPadding<Padding, KernelSize>
  /** default false: convolutions here are mostly followed by a batch norm, whose shift does the bias's work */
  readonly bias?: boolean
}

/** The cells that a padding means. */
export type ResolvedPadding<KernelSize extends number, Padding extends number | 'same'> = Padding extends number
  ? Padding
  : SamePadding<KernelSize>

/** The options as run time sees them. */
interface PlainOptions {
  readonly kernelSize?: number
  readonly stride?: number
  readonly padding?: number | 'same'
  readonly bias?: boolean
}

const kinds = {
  kernelSize: optional(aNumber),
  stride: optional(aNumber),
  padding: optional(either(aNumber, oneOf('same'))),
  bias: optional(trueOrFalse),
}

/** The window that these options of the layer `name` mean, and whether there is a bias. */
export const givenKernel = <KernelSize extends number, Stride extends number, Padding extends number | 'same'>(
  name: string,
  options: ConvolutionOptions<KernelSize, Stride, Padding>,
): Kernel & { readonly bias: boolean } => {
  // the compiler has seen that no option is a sentence
  const { kernelSize = 3, stride = 1, padding = 'same', bias = false } = checkedOptions(name, kinds, options as PlainOptions)
  return { kernelSize, stride, padding: padding === 'same' ? samePadding(kernelSize) : padding, bias }
}

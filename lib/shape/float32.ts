/** Numbers as the float32 that kernels compute with: what is finite, or above 0, as a double need not be so there. */

/** Whether it is a finite number there, too. */
export const isFinite32 = (value: number): boolean => Number.isFinite(Math.fround(value))

/** Whether it is above 0 there with all its bits: below 2^-126 numbers lose them one by one, and end at 0. */
export const isPositive32 = (value: number): boolean => isFinite32(value) && Math.fround(value) >= 2 ** -126

/** The smallest number of float32 with all its digits. Processors are many times slower below it, and a channel that died has such weights. */
const smallestNormal = 2 ** -126

/**
 * 0 for a subnormal number, else the number itself.
 *
 * @example
 * flushed(1e-40) // => 0
 */
export const flushed = (value: number): number => (Math.abs(value) < smallestNormal ? 0 : value)

/** Arrays as rows of channels, whatever the axes before the last. */
import { elementCount } from '../shape/shape.js'

/** The number of rows: every axis but the last. */
export const rowsOf = (shape: readonly number[]): number => elementCount(shape.slice(0, -1))

/** The same rows, so many channels wide. */
export const withChannels = (shape: readonly number[], channels: number): readonly number[] => [...shape.slice(0, -1), channels]

/** Bytes for a person: in the largest unit of which there is one. */
const units = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
] as const

/**
 * Bytes with their unit, one decimal.
 *
 * @example
 * shownBytes(4831838208) // => '4.5 GiB'
 * shownBytes(9) // => '9 bytes'
 */
export const shownBytes = (bytes: number): string => {
  const unit = units.find(([, size]) => bytes >= size)
  return unit === undefined ? `${bytes} bytes` : `${(bytes / unit[1]).toFixed(1)} ${unit[0]}`
}

/**
 * Eight digits that differ for different texts, but for one pair in four thousand million (FNV-1a, 32 bits).
 *
 * @example
 * fingerprint('a') // => 'e40c292c'
 */
export const fingerprint = (text: string): string =>
  (Array.from(text).reduce((hash, sign) => Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5) >>> 0)
    .toString(16)
    .padStart(8, '0')

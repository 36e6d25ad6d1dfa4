/** Text into HTML and SVG. */

/** Characters that mean something in markup, escaped. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Pixels with one decimal: a tenth of a pixel cannot be seen, and files stay small. */
export const pixels = (value: number): string => String(Math.round(value * 10) / 10)

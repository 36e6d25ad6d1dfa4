/** Workspace memory cut into named parts, each beginning on a cache line. */

/** A cache line. */
export const lineBytes = 64

/** The next multiple of a cache line: a size, or an address. */
export const wholeLines = (bytes: number): number => Math.ceil(bytes / lineBytes) * lineBytes

export interface Workspace<Part extends string> {
  /** What all parts take together. */
  readonly bytes: number
  /** Where the parts lie in a block of that size. */
  readonly at: (address: number) => Readonly<Record<Part, number>>
}

/** Parts of at least the given numbers of bytes. */
export const workspaceOf = <Part extends string>(parts: Readonly<Record<Part, number>>): Workspace<Part> => {
  const entries = Object.entries(parts) as unknown as readonly (readonly [Part, number])[]
  return {
    bytes: entries.reduce((sum, [, bytes]) => sum + wholeLines(bytes), lineBytes),
    at: (address) => {
      let next = wholeLines(address)
      const addresses = {} as Record<Part, number>
      for (const [part, bytes] of entries) {
        addresses[part] = next
        next += wholeLines(bytes)
      }
      return addresses
    },
  }
}

/** The number of bytes of that many floats. */
export const floats = (count: number): number => 4 * count

/** Floats of a row of whole vectors. */
export const vectorColumns = (columns: number): number => 4 * Math.ceil(columns / 4)

/** Columns of a matrix in panels, zeros included: see assembly/packPanels.ts. */
export const panelColumns = (columns: number): number => (columns % 8 > 4 ? columns + (columns % 2) : columns)

/** Bytes of a table for multiplyRows: see assembly/rowOffsets.ts. */
export const tableBytes = (rows: number): number => 8 * (Math.ceil(rows / 4) * 4)

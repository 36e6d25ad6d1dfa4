import type { PoolGeometry } from '../../poolGeometry.js'

/**
 * Call `visit` for each cell of each window that is on the map, window by window, the cells of a window row by row: with the offsets of the
 * first channel of the window's output and of the cell, the cell's number among those, and how many those are.
 */
export const eachWindowCell = (
  geometry: PoolGeometry,
  visit: (output: number, input: number, cell: number, cells: number) => void,
): void => {
  const { y: down, x: across, batch, height, width, channels, outHeight, outWidth } = geometry
  for (let n = 0; n < batch; n += 1) {
    for (let y = 0; y < outHeight; y += 1) {
      const top = y * down.stride - down.padding
      const [rowsFrom, rowsEnd] = [Math.max(0, top), Math.min(height, top + down.size)]
      for (let x = 0; x < outWidth; x += 1) {
        const left = x * across.stride - across.padding
        const [columnsFrom, columnsEnd] = [Math.max(0, left), Math.min(width, left + across.size)]
        const cells = (rowsEnd - rowsFrom) * (columnsEnd - columnsFrom)
        const output = ((n * outHeight + y) * outWidth + x) * channels
        let cell = 0
        for (let i = rowsFrom; i < rowsEnd; i += 1) {
          const row = (n * height + i) * width
          for (let j = columnsFrom; j < columnsEnd; j += 1) {
            visit(output, (row + j) * channels, cell, cells)
            cell += 1
          }
        }
      }
    }
  }
}

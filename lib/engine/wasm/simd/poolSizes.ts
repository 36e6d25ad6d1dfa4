import type { PoolGeometry } from '../../poolGeometry.js'

/** The sizes that the pools' kernels take behind their arrays, and the bytes of workspace they need: a float for each output of a row. */
export const poolSizes = ({ batch, height, width, channels, outHeight, outWidth, y, x }: PoolGeometry) => ({
  sizes: [batch, height, width, channels, outHeight, outWidth, y.size, x.size, y.stride, x.stride] as const,
  paddings: [y.padding, x.padding] as const,
  workspaceBytes: 4 * outWidth * channels,
})

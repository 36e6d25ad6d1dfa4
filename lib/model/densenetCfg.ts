/**
 * The default cfg of a DenseNet: how many channels there are when each dense layer, transition and, last, the linear layer reads them.
 * A row a block; this layout is not the formatter's (biome.json).
 */

export type Densenet22Cfg = [
  24, 36, 48, 60, 72, 84, 96,
  96, 108, 120, 132, 144, 156, 168,
  168, 180, 192, 204, 216, 228, 240,
]
export type Densenet40Cfg = [
  24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168,
  168, 180, 192, 204, 216, 228, 240, 252, 264, 276, 288, 300, 312,
  312, 324, 336, 348, 360, 372, 384, 396, 408, 420, 432, 444, 456,
]
export type Densenet22Stem16Cfg = [
  16, 28, 40, 52, 64, 76, 88,
  88, 100, 112, 124, 136, 148, 160,
  160, 172, 184, 196, 208, 220, 232,
]
export type Densenet40Stem16Cfg = [
  16, 28, 40, 52, 64, 76, 88, 100, 112, 124, 136, 148, 160,
  160, 172, 184, 196, 208, 220, 232, 244, 256, 268, 280, 292, 304,
  304, 316, 328, 340, 352, 364, 376, 388, 400, 412, 424, 436, 448,
]

/** By growth and stem, then by depth. */
export interface DensenetCfgs {
  '12, 24': { 22: Densenet22Cfg; 40: Densenet40Cfg }
  '12, 16': { 22: Densenet22Stem16Cfg; 40: Densenet40Stem16Cfg }
}

/** Something that reads all channels there are: a dense layer, which adds to them, or what ends a block. */
export interface Reader {
  readonly channels: number
  readonly endsBlock: boolean
}

/** All readers in forward order: three times `layers` dense layers and the end of their block. */
export const readersOf = (layers: number, growth: number, stem: number): readonly Reader[] =>
  Array.from({ length: 3 * (layers + 1) }, (_, at) => ({
    channels: stem + growth * (at - Math.floor(at / (layers + 1))),
    endsBlock: at % (layers + 1) === layers,
  }))

/**
 * Run-time twin, for any number of layers a block, any growth and stem.
 *
 * @example
 * densenetCfg(2, 12, 24) // => [24, 36, 48, 48, 60, 72, 72, 84, 96]
 */
export const densenetCfg = (layers: number, growth: number, stem: number): readonly number[] =>
  readersOf(layers, growth, stem).map(({ channels }) => channels)

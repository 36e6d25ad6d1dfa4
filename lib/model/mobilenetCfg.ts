/**
 * The default cfg of a MobileNet by its width multiplier: every width of a V1; of a V2 what the first convolution makes and the first block hands on, the
 * expansion of each block, what the last block hands on, and the last convolution. The widths between them are tied by sums; at width 0.25 so are the first two.
 * A row a stage, or several; this layout is not the formatter's (biome.json).
 */

export type MobilenetV1Cfg = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024]
export type MobilenetV1Width75Cfg = [24, 48, 96, 96, 192, 192, 384, 384, 384, 384, 384, 384, 768, 768]
export type MobilenetV1Width50Cfg = [16, 32, 64, 64, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512]
export type MobilenetV1Width25Cfg = [8, 16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256]
export type MobilenetV2Cfg = [
  32, 16, 96, 144, 144, 192, 192, 192, 384, 384, 384, 384, 576, 576, 576, 960, 960, 960,
  320, 1280,
]
export type MobilenetV2Width75Cfg = [
  24, 16, 96, 144, 144, 144, 144, 144, 288, 288, 288, 288, 432, 432, 432, 720, 720, 720,
  240, 1280,
]
export type MobilenetV2Width50Cfg = [
  16, 8, 48, 96, 96, 96, 96, 96, 192, 192, 192, 192, 288, 288, 288, 480, 480, 480,
  160, 1280,
]
export type MobilenetV2Width25Cfg = [
  48, 48, 48, 48, 48, 48, 96, 96, 96, 96, 144, 144, 144, 240, 240, 240,
  80, 1280,
]

/** By width multiplier. */
export interface MobilenetV1Cfgs {
  1: MobilenetV1Cfg
  0.75: MobilenetV1Width75Cfg
  0.5: MobilenetV1Width50Cfg
  0.25: MobilenetV1Width25Cfg
}

/** By width multiplier. */
export interface MobilenetV2Cfgs {
  1: MobilenetV2Cfg
  0.75: MobilenetV2Width75Cfg
  0.5: MobilenetV2Width50Cfg
  0.25: MobilenetV2Width25Cfg
}

const v1Widths = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024] as const

/**
 * Run-time twin of `MobilenetV1Cfgs`: each width times the multiplier, rounded down.
 *
 * @example
 * mobilenetV1Cfg(0.5).slice(0, 3) // => [16, 32, 64]
 */
export const mobilenetV1Cfg = (width: number): readonly number[] => v1Widths.map((channels) => Math.max(1, Math.floor(channels * width)))

/** A place in a MobileNetV2 that makes channels. */
export interface WidthPlace {
  readonly channels: number
  /** whether it is an entry of the cfg: no sum needs it */
  readonly isFree: boolean
}

/** A block by its default widths. */
export interface InvertedPlace {
  readonly inChannels: number
  readonly expanded: WidthPlace | undefined
  readonly out: WidthPlace
  readonly stride: 1 | 2
  /** whether what comes in is added to what is made: by the default widths, whatever narrower ones are */
  readonly isAdded: boolean
}

/** What is made before, in and behind the blocks. */
export interface MobilenetV2Places {
  readonly stem: WidthPlace
  readonly blocks: readonly InvertedPlace[]
  readonly last: WidthPlace
}

/** Expansion, output channels, number of blocks, first stride: table 2 of the paper. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const

/** The nearest multiple of 8 that is not a tenth less, as the authors' code has it. */
const multipleOf8 = (channels: number): number => {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return nearest < 0.9 * channels ? nearest + 8 : nearest
}

/**
 * Every place of a MobileNetV2 in forward order; `halvings`: 5, or 3 where the first two strides are 1.
 *
 * @example
 * mobilenetV2Places(0.5, 5).blocks.length // => 17
 */
export const mobilenetV2Places = (width: number, halvings: 3 | 5): MobilenetV2Places => {
  const stem = multipleOf8(32 * width)
  const halving = stages.flatMap(([, , , first], stage) => (first === 2 ? [stage] : [])).slice(halvings === 5 ? 0 : 1)
  const plain = stages.flatMap(([expansion, channels, count], stage) =>
    Array.from({ length: count }, (_, at) => ({
      expansion,
      channels: multipleOf8(channels * width),
      stride: at === 0 && halving.includes(stage) ? (2 as const) : (1 as const),
    })),
  )
  const inputOf = (at: number): number => plain[at - 1]?.channels ?? stem
  // a block that adds its input ties what comes in to what it makes
  const adds = (at: number): boolean => plain[at]?.stride === 1 && plain[at]?.channels === inputOf(at)
  return {
    stem: { channels: stem, isFree: !adds(0) },
    blocks: plain.map(({ expansion, channels, stride }, at) => ({
      inChannels: inputOf(at),
      expanded: expansion === 1 ? undefined : { channels: expansion * inputOf(at), isFree: true },
      out: { channels, isFree: !adds(at) && !adds(at + 1) },
      stride,
      isAdded: adds(at),
    })),
    last: { channels: multipleOf8(1280 * Math.max(1, width)), isFree: true },
  }
}

/** All places in forward order. */
export const widthPlaces = ({ stem, blocks, last }: MobilenetV2Places): readonly WidthPlace[] => [
  stem,
  ...blocks.flatMap(({ expanded, out }) => (expanded === undefined ? [out] : [expanded, out])),
  last,
]

/**
 * Run-time twin of `MobilenetV2Cfgs`.
 *
 * @example
 * mobilenetV2Cfg(mobilenetV2Places(1, 5)).slice(0, 4) // => [32, 16, 96, 144]
 */
export const mobilenetV2Cfg = (places: MobilenetV2Places): readonly number[] =>
  widthPlaces(places)
    .filter(({ isFree }) => isFree)
    .map(({ channels }) => channels)

/** The same places with another cfg's widths. */
export const withCfg = (places: MobilenetV2Places, cfg: readonly number[]): MobilenetV2Places => {
  const free = widthPlaces(places).filter(({ isFree }) => isFree)
  const chosen = (place: WidthPlace): WidthPlace => (place.isFree ? { ...place, channels: cfg[free.indexOf(place)] ?? place.channels } : place)
  const stem = chosen(places.stem)
  const outs = places.blocks.map(({ out }) => chosen(out))
  return {
    stem,
    blocks: places.blocks.map((block, at) => ({
      ...block,
      inChannels: (outs[at - 1] ?? stem).channels,
      expanded: block.expanded && chosen(block.expanded),
      out: chosen(block.out),
    })),
    last: chosen(places.last),
  }
}

/** The default cfgs of `resnet`: a third of the blocks has 16 channels inside, a third 32, a third 64. */

type Twice<Entry> = [Entry, Entry]
type Thrice<Entry> = [Entry, Entry, Entry]
type Nine<Entry> = [...Thrice<Entry>, ...Thrice<Entry>, ...Thrice<Entry>]

export type Resnet8Cfg = [16, 32, 64]
export type Resnet14Cfg = [...Twice<16>, ...Twice<32>, ...Twice<64>]
export type Resnet20Cfg = [...Thrice<16>, ...Thrice<32>, ...Thrice<64>]
export type Resnet32Cfg = [...Thrice<16>, ...Twice<16>, ...Thrice<32>, ...Twice<32>, ...Thrice<64>, ...Twice<64>]
export type Resnet44Cfg = [
  ...[...Thrice<16>, ...Thrice<16>, 16],
  ...[...Thrice<32>, ...Thrice<32>, 32],
  ...[...Thrice<64>, ...Thrice<64>, 64],
]
export type Resnet56Cfg = [...Nine<16>, ...Nine<32>, ...Nine<64>]
export type Resnet110Cfg = [...Nine<16>, ...Nine<16>, ...Nine<32>, ...Nine<32>, ...Nine<64>, ...Nine<64>]

/** The default cfg by depth. */
export interface ResnetCfg {
  8: Resnet8Cfg
  14: Resnet14Cfg
  20: Resnet20Cfg
  32: Resnet32Cfg
  44: Resnet44Cfg
  56: Resnet56Cfg
  110: Resnet110Cfg
}

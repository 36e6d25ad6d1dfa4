/** The images of a preset: a glance takes drawn ones, everything else the data set itself. */
import type { Images } from './stage.js'
import type { Preset } from './study.js'

/** For networks of 28 x 28 gray cells: MNIST. */
export const digits = (preset: Preset): Images => (preset === 'smoke' ? { set: 'digits', training: 1024, test: 512 } : { set: 'mnist' })

/** For networks of 32 x 32 colored cells: CIFAR-10. */
export const colors = (preset: Preset): Images =>
  preset === 'smoke' ? { set: 'colored digits', training: 512, test: 256 } : { set: 'cifar10' }

/** CIFAR-10 as it was published, to the bit; these runs refuse copies that lost something. */
export const publishedColors: Images = { set: 'cifar10', digest: '94f6ffea2513c6dc3bdb032edc145b3a5d42ba15a65cbc0a115dbd551633f030' }

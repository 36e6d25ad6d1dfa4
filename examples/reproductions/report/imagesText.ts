/** The images of a study, in words. */
import { grouped } from '../../main/numerals.js'
import { imageCounts } from '../imageCounts.js'
import type { Images } from '../stage.js'

const setNames: Readonly<Record<Images['set'], string>> = {
  mnist: 'MNIST',
  cifar10: 'CIFAR-10',
  digits: 'digits drawn by the library',
  'colored digits': 'colored digits drawn by the library',
}

export const imagesText = (images: Images): string => {
  const { training, test } = imageCounts(images)
  return `${setNames[images.set]}, ${grouped(training)} images to train and ${grouped(test)} to test`
}

import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { known } from '../../lib/shape/invariant.js'
import { right } from '../setup/answers.js'

/** One array read back, into `into` where it is given; borrows. */
export const valuesOf = async (backend: Pick<Backend, 'download'>, array: DeviceArray, into?: Float32Array): Promise<Float32Array> =>
  known(right(await backend.download([array], into && [into])())[0])

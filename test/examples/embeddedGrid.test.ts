import { describe } from 'vitest'
import { gridLaw, type Rig } from './gridLaw.js'
import { gridProcess } from './grids/gridProcess.js'

/** One process is all of it. */
const embedded: Rig = async (settings) => {
  const start = () => gridProcess('embedded', settings)
  let running = start()
  return {
    asked: () => running,
    killed: async () => {
      running.kill('SIGKILL')
      await running.exited
      running = start()
    },
    beside: start,
    end: async () => {
      running.kill('SIGKILL')
      await running.exited
    },
  }
}

describe('the grid in one process', () => gridLaw(embedded))

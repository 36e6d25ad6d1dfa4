/** A process that asks a queue for runs: SETTINGS.json ADDRESS. */
import { queuedGrid } from '../../../dist/examples/reproductions/queuedGrid.js'
import { openQueue } from '../../../dist/examples/reproductions/queue/openQueue.js'
import { address, folders, runs, signal, tell } from './settings.js'

const queue = await openQueue(address, (sentence) => tell({ _tag: 'complaint', sentence }))()
if (queue._tag === 'Left') throw new Error(JSON.stringify(queue.left))
tell({ _tag: 'report', report: await queuedGrid(queue.right, folders)(runs, { on: tell, signal }) })

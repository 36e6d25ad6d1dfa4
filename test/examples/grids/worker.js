/** A process that works for a queue: SETTINGS.json ADDRESS. */
import { openQueue } from '../../../dist/examples/reproductions/queue/openQueue.js'
import { queueWorker } from '../../../dist/examples/reproductions/queue/queueWorker.js'
import { address, lockMilliseconds, settings, signal, tell, workers } from './settings.js'

const queue = await openQueue(address, (sentence) => tell({ _tag: 'complaint', sentence }))()
if (queue._tag === 'Left') throw new Error(JSON.stringify(queue.left))
tell({ _tag: 'works' })
await queueWorker(queue.right, settings, { workers, lockMilliseconds })(signal)

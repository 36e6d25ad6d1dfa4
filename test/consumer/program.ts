// A stranger's program: installed from the packed archive, compiled strictly by every supported compiler, run by plain Node.
import { startWasm } from 'narrownet'
import { sensitivityChart } from 'narrownet/chart'
import { cfg, train } from './train.js'

// No DOM and no Node types in a stranger's project.
declare const console: { readonly log: (text: string) => void }

const started = await startWasm()()
if (started._tag === 'Left') throw new Error(JSON.stringify(started.left))
const chart = sensitivityChart([{ index: 0, ratio: 0.5, width: 8, accuracy: 0.75 }])
console.log(JSON.stringify({ cfg, losses: [await train(started.right, 1), await train(started.right, 2)], chart }))

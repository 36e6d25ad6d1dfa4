/** narrownet/node: what needs Node and nothing else has. A page does without. */
export { writeWhole } from './writeWhole.js'

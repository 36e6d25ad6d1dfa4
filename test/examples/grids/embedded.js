/** A process with a grid in it: SETTINGS.json. */
import { embeddedGrid } from '../../../dist/examples/reproductions/embeddedGrid.js'
import { runs, settings, signal, tell, workers } from './settings.js'

tell({ _tag: 'report', report: await embeddedGrid(settings, workers)(runs, { on: tell, signal }) })

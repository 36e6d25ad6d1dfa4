/** The charts of what was found of a study under a preset; each kind where there is something for it to show. */
import type { Archive } from './archive.js'
import { curveFigures } from './curveFigures.js'
import type { Figure } from './figure.js'
import type { Found } from './found.js'
import { scaleFigures } from './scaleFigures.js'
import { sensitivityFigures } from './sensitivityFigures.js'
import { sweepFigures } from './sweepFigures.js'
import { timeFigures } from './timeFigures.js'
import { widthFigures } from './widthFigures.js'

export const figuresOf = (found: Found, archive: Archive): readonly Figure[] =>
  [
    ...sweepFigures(found),
    ...sensitivityFigures(found),
    ...curveFigures(found),
    ...scaleFigures(found),
    ...widthFigures(found),
    ...timeFigures(found, archive),
  ].map((figure) => ({ ...figure, name: `${found.presets[0] ?? 'paper'}-${figure.name}` }))

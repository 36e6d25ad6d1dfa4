import { readFileSync } from 'node:fs'
import { caseOf, type Described, type ParityCase } from './parity.js'
import { parityNames } from './parityNames.js'
import { shared } from './shared.js'

/** The cases whose name begins so; none on a machine without them. */
export const parityCases = <Description extends Described>(prefix: string): readonly ParityCase<Description>[] =>
  parityNames(prefix).map((name) => {
    const folder = `${shared}parity/${name}/`
    return caseOf(name, readFileSync(`${folder}case.json`, 'utf8'), (file) => readFileSync(`${folder}${file}`))
  })

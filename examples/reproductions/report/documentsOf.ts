/** What records say, as the files of docs/reproductions/: an index, a page for each study with its charts, and one for what holds. */
import type { RunRecord } from '../record.js'
import type { Study } from '../study.js'
import { archiveOf, type Counted } from './archive.js'
import { claims } from './claims.js'
import { claimsPage } from './claimsPage.js'
import type { Document } from './document.js'
import { figureDocument } from './figure.js'
import { figuresOf } from './figuresOf.js'
import { foundOf, pageName } from './found.js'
import { hoursBudget } from './hoursBudget.js'
import { indexPage } from './indexPage.js'
import { studyPage } from './studyPage.js'

/** The same for the same records, in whatever order. A study without records has no page. */
export const documentsOf = (studies: readonly Study[], records: readonly RunRecord[], counted?: Counted): readonly Document[] => {
  const archive = archiveOf(records, counted)
  const found = studies.flatMap((study) => foundOf(study, archive))
  return [
    { path: 'index.md', contents: indexPage(studies, found, records.length, hoursBudget(studies, archive)) },
    { path: 'claims.md', contents: claimsPage(claims, found) },
    ...studies.flatMap((study): readonly Document[] => {
      const sections = found.filter((each) => each.study === study).map((each) => ({ found: each, figures: figuresOf(each, archive) }))
      const page = studyPage(sections, archive)
      return page === undefined
        ? []
        : [
            { path: `${pageName(study)}.md`, contents: page },
            ...sections.flatMap(({ figures }) => figures.map((figure) => figureDocument(pageName(study), figure))),
          ]
    }),
  ]
}

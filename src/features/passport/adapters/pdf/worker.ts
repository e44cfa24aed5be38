import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { extractPaper, type ExtractPaper } from './extract-paper.ts'
import { LAYOUTS, type PaperDefinition } from './paper.ts'
import { passportPaper, type PassportPaper } from './passport-paper.ts'

export type Job = ({ kind: 'passport' } & PassportPaper) | ({ kind: 'extract' } & ExtractPaper)

const font = (name: string): string => new URL(`../../../../design/fonts/${name}`, import.meta.url).pathname
const FONTS = { normal: font('pdf-regular.ttf'), bold: font('pdf-bold.ttf') }

const pdfmake = createRequire(import.meta.url)('pdfmake') as typeof import('pdfmake')
pdfmake.setFonts({ Geologica: FONTS })
pdfmake.setTableLayouts(LAYOUTS)
// Nothing but our own letters is ever read, whatever a text of somebody says.
pdfmake.setLocalAccessPolicy((path) => Object.values(FONTS).includes(path))
pdfmake.setUrlAccessPolicy(() => false)

const definitionOf = (job: Job): PaperDefinition =>
  job.kind === 'passport' ? passportPaper(job) : extractPaper(job)

const paper = await pdfmake.createPdf(definitionOf(workerData as Job)).getBuffer()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort!.postMessage(paper)

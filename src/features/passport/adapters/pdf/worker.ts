import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { ArchivePaper, ExtractPaper } from '../../app/ports.ts'
import { archivePaper } from './archive-paper.ts'
import { extractPaper } from './extract-paper.ts'
import { LAYOUTS } from './paper.ts'

export type Job = ({ kind: 'extract' } & ExtractPaper) | ({ kind: 'archive' } & ArchivePaper)

const font = (name: string): string => new URL(`../../../../design/fonts/${name}`, import.meta.url).pathname
const FONTS = { normal: font('pdf-regular.ttf'), bold: font('pdf-bold.ttf') }

const pdfmake = createRequire(import.meta.url)('pdfmake') as typeof import('pdfmake')
pdfmake.setFonts({ Geologica: FONTS })
pdfmake.setTableLayouts(LAYOUTS)
// Nothing but our own letters is ever read, whatever a text of somebody says.
pdfmake.setLocalAccessPolicy((path) => Object.values(FONTS).includes(path))
pdfmake.setUrlAccessPolicy(() => false)

const job = workerData as Job
const definition = job.kind === 'extract' ? extractPaper(job) : archivePaper(job)
const paper = await pdfmake.createPdf(definition).getBuffer()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort!.postMessage(paper)

import type { Content } from 'pdfmake'
import type { ExtractPaper, IssuedPaper, PassportPaper } from '../../app/ports.ts'
import { passportWords } from '../../messages/index.ts'
import { coded, type Inside } from './paper.ts'

/** As somebody types it. */
export const addressOf = (page: string): string => page.replace(/^https?:\/\//, '')

export const tokenFile = (name: string, { token }: IssuedPaper): Inside[] =>
  token === null ? [] : [{ name, type: 'application/dc+sd-jwt', text: token }]

/** The signed summary to be scanned, and which files lie within the paper. */
export function summaryAndFiles(
  { issued, locale, verifyPage }: Pick<ExtractPaper | PassportPaper, 'issued' | 'locale' | 'verifyPage'>,
  inside: readonly Inside[]
): Content[] {
  if (issued.summary === null) return []
  const t = passportWords(locale)
  const address = addressOf(verifyPage)
  const files = inside.map(({ name }) => name).join(', ')
  return [
    coded(issued.summary, [
      { text: t('pdf.summary'), bold: true },
      { text: t('pdf.summaryText', { address }), margin: [0, 2, 0, 6] },
      ...(files ? [{ text: t('pdf.inside', { files, address }) }] : [])
    ])
  ]
}

import { createRequire } from 'node:module'

const font = (name: string): string => new URL(`../../src/design/fonts/${name}`, import.meta.url).pathname

/** A PDF as any program would make it, with files embedded. */
export async function aPdf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const pdfmake = createRequire(import.meta.url)('pdfmake') as typeof import('pdfmake')
  pdfmake.setFonts({ Geologica: { normal: font('pdf-regular.ttf'), bold: font('pdf-bold.ttf') } })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(font('')))
  const definition = {
    content: ['Еріктінің паспорты'],
    defaultStyle: { font: 'Geologica' },
    files: Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        { name, src: `data:application/octet-stream;base64,${Buffer.from(content).toString('base64')}` }
      ])
    )
  }
  return pdfmake.createPdf(definition as never).getBuffer()
}

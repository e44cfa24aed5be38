/** The part of subset-font that tools/make-font.ts uses; its own types are older than its options. */
declare module 'subset-font' {
  interface Options {
    targetFormat?: 'truetype' | 'woff2'
    keepFeatures?: readonly string[]
    noHinting?: boolean
  }
  export default function subsetFont(font: Buffer, text: string, options?: Options): Promise<Buffer>
}

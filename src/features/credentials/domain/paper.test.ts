import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { deflateSync, inflateSync } from 'node:zlib'
import jsQR from 'jsqr'
import { encode } from 'uqr'
import { aStatement, PUBLIC_URL } from '#tests/support/credentials.ts'
import {
  PAPER_CHARS_MAX,
  paperText,
  readPaper,
  readPaperClaims,
  recordClaims,
  summaryClaims
} from './paper.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const issue = {
  publicUrl: PUBLIC_URL,
  did: 'did:web:erikti.example',
  keyId: 'AAAAAAAAAAA',
  credentialId: '01930000-0000-7000-8000-000000000001',
  slot: { listId: 1, index: 131_071 },
  issuedAt: new Date('2026-11-23T05:00:00Z'),
  validUntil: new Date('2027-11-23T05:00:00Z')
}

function print(claims: Uint8Array<ArrayBuffer>): string {
  const sheet = paperText(issue.keyId, claims, new Uint8Array(deflateSync(claims, { level: 9 })))
  return sheet.finish(new Uint8Array(sign(null, sheet.toSign, privateKey)))
}

const unpacked = ({ payload, isCompressed }: { payload: Uint8Array; isCompressed: boolean }): Uint8Array =>
  isCompressed ? inflateSync(payload) : payload

/** Draws the code as a printer would and reads it as a phone would. */
function photographed(text: string): { text: string | undefined; version: number } {
  const { data: modules, size, version } = encode(text, { ecc: 'M', border: 4 })
  const scale = 4
  const width = size * scale
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (modules[Math.floor(y / scale)]![Math.floor(x / scale)])
        pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  return { text: jsQR(pixels, width, width)?.data, version }
}

test('the summary is small enough for a corner of a page and reads back from its picture', () => {
  const statement = aStatement()
  const text = print(summaryClaims(issue, statement))
  const { text: read, version } = photographed(text)
  assert.equal(read, text)
  assert.ok(version <= 16, `version ${version}`)
  const paper = readPaper(read!)
  assert.ok(paper.ok)
  const claims = readPaperClaims(unpacked(paper.value))!
  assert.equal(claims.issuerDid, issue.did)
  assert.deepEqual(claims.status, { uri: `${PUBLIC_URL}/status/token/1`, index: 131_071 })
  assert.deepEqual([claims.issuedAt, claims.validUntil], [issue.issuedAt, issue.validUntil])
  const { holder, totals } = statement
  assert.deepEqual(claims.disclosed, {
    passportId: holder.passportId,
    name: holder.name,
    first: totals.first,
    last: totals.last,
    minutes: totals.minutes,
    engagements: totals.engagements,
    directions: totals.byDirection,
    records: []
  })
})

test('a record reads back whole', () => {
  const { holder, records } = aStatement()
  const record = records[0]!
  const text = print(recordClaims(issue, { holder }, record, 5))
  assert.ok(text.length < PAPER_CHARS_MAX)
  const { text: read } = photographed(text)
  const paper = readPaper(read!)
  assert.ok(paper.ok && paper.value.isCompressed, 'a record is long enough to be worth packing')
  const claims = readPaperClaims(unpacked(paper.value))!
  assert.deepEqual(claims.disclosed.records, [
    {
      contributionId: record.contributionId,
      title: record.title,
      role: record.role,
      organiser: record.organiserName,
      regionCode: record.regionCode,
      locality: record.locality,
      directions: record.directions,
      from: record.startedAt.toISOString(),
      to: record.endedAt.toISOString(),
      minutes: record.minutes,
      grade: record.grade,
      confirmedAt: record.confirmedAt.toISOString(),
      confirmerRole: record.confirmerRole,
      logIndex: 5
    }
  ])
})

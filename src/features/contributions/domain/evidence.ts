import { dayOf, inForce, type DatedPolicy } from '#platform/prelude/index.ts'

/**
 * How surely a contribution happened as it says, from what was recorded of it. Every reader sees the grade: a weak
 * record is shown as weak, not hidden and not equal. From the weakest up.
 */
export const GRADES = ['paper', 'weak', 'fair', 'strong'] as const
export type Grade = (typeof GRADES)[number]

/** A signal of coming or leaving, as attendance recorded it. */
export interface RecordedSignal {
  readonly kind: 'in' | 'out' | 'proposed-out'
  readonly method: 'rotating-code' | 'coordinator-scan' | 'coordinator' | 'shift-end'
  readonly recordedBy: string | null
}

/** What a signal proves, seen from the confirmation that it supports. */
export type Proof =
  | 'code' // the volunteer read the code where it was shown
  | 'scan' // somebody of the organiser read the volunteer's own code
  | 'colleague' // the word of somebody of the organiser other than the confirmer
  | 'confirmer' // the confirmer's own word, said once more
  | 'own-screen' // the volunteer works there and could read the code anywhere
  | 'clock' // nobody's word: the end of the shift

export interface Evidence {
  readonly kind: RecordedSignal['kind']
  readonly proof: Proof
}

interface Viewpoint {
  readonly confirmerId: string
  /** The volunteer can open the desk too. */
  readonly volunteerIsStaff: boolean
}

/** What a signal proves when this person confirms. */
export function evidenceOf(
  { kind, method, recordedBy }: RecordedSignal,
  { confirmerId, volunteerIsStaff }: Viewpoint
): Evidence {
  const proofs: Record<RecordedSignal['method'], Proof> = {
    'rotating-code': volunteerIsStaff ? 'own-screen' : 'code',
    'coordinator-scan': 'scan',
    coordinator: recordedBy === confirmerId ? 'confirmer' : 'colleague',
    'shift-end': 'clock'
  }
  return { kind, proof: proofs[method] }
}

/** The same of each of them, with its instant. */
export const evidenceOfAll = (
  signals: readonly (RecordedSignal & { readonly at: Date })[],
  viewpoint: Viewpoint
): (Evidence & { readonly at: Date })[] =>
  signals.map((signal) => ({ ...evidenceOf(signal, viewpoint), at: signal.at }))

/** What may be set by decision: the worth of each proof, and what each grade asks for at both ends. */
export interface EvidenceRules {
  readonly worth: Readonly<Record<Proof, number>>
  /** From the strongest down: the least worth of coming and of leaving; 0 asks for nothing. */
  readonly grades: readonly { readonly grade: Grade; readonly in: number; readonly out: number }[]
  /** The best grade of minutes beyond the time between the signals. */
  readonly beyondPresence: Grade
  /** The best grade of what was decided late. */
  readonly late: Grade
}

export const EVIDENCE_RULES: readonly DatedPolicy<EvidenceRules>[] = [
  {
    value: {
      worth: { code: 3, scan: 3, colleague: 2, confirmer: 1, 'own-screen': 1, clock: 1 },
      grades: [
        { grade: 'strong', in: 3, out: 3 },
        { grade: 'fair', in: 2, out: 2 },
        { grade: 'weak', in: 1, out: 0 },
        { grade: 'paper', in: 0, out: 0 }
      ],
      beyondPresence: 'weak',
      late: 'fair'
    },
    from: '2016-12-30',
    source: 'Decision of the platform, November 2026: no act sets it; see CONTEXT.md'
  }
]

export const evidenceRulesAt = (instant: Date): DatedPolicy<EvidenceRules> =>
  inForce(EVIDENCE_RULES, dayOf(instant))

export const rankOf = (grade: Grade): number => GRADES.indexOf(grade)

/**
 * The grade of what was recorded. At each end the best signal counts, so one more independent signal can only raise
 * it; and a grade needs both ends, so a strong beginning does not make up for an end that nobody saw.
 */
export function gradeOf(evidence: readonly Evidence[], rules: EvidenceRules): Grade {
  const best = (atEnd: (kind: Evidence['kind']) => boolean): number =>
    Math.max(0, ...evidence.filter(({ kind }) => atEnd(kind)).map(({ proof }) => rules.worth[proof]))
  const [came, left] = [best((kind) => kind === 'in'), best((kind) => kind !== 'in')]
  return rules.grades.find((asks) => came >= asks.in && left >= asks.out)?.grade ?? 'paper'
}

/**
 * The grade of these minutes: beyond the recorded time they are somebody's word, however good the signals; and what
 * was decided long after nobody was asked about while they remembered.
 */
export function gradeOfMinutes(
  evidence: readonly Evidence[],
  { minutes, presenceMinutes, late }: { minutes: number; presenceMinutes: number; late: boolean },
  rules: EvidenceRules
): Grade {
  const best = [
    gradeOf(evidence, rules),
    ...(minutes > presenceMinutes ? [rules.beyondPresence] : []),
    ...(late ? [rules.late] : [])
  ]
  return best.reduce((weakest, grade) => (rankOf(grade) < rankOf(weakest) ? grade : weakest))
}

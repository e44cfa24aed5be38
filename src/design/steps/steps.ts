export interface Step {
  label: string
  state: 'done' | 'current' | 'next' | 'stopped'
  /** The state in a word: "done", "now", "ahead", "stopped". */
  stateWord: string
  /** When, by whom, or why not. */
  detail?: string
}

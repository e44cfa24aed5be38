export interface Choice {
  value: string
  label: string
  hint?: string
  checked?: boolean
  disabled?: boolean
}

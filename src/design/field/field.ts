export interface FieldOption {
  value: string
  label: string
  disabled?: boolean
}

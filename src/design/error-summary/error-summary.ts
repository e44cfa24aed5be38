export interface FormError {
  text: string
  /** Name of the field; the link becomes #f-<name>. */
  name?: string
  href?: string
}

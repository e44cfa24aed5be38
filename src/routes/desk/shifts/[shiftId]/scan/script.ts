import { scanOn } from '#features/attendance/ui/scanner.ts'

scanOn(document.querySelector<HTMLElement>('[data-scan]')!)

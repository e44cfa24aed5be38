import type { ComponentProps } from 'svelte'
import type LanguageFields from './language-fields.svelte'

const languages = [
  { code: 'kk', label: 'Қазақша' },
  { code: 'ru', label: 'Орысша' },
  { code: 'en', label: 'Ағылшынша' }
]

/** Sample props by name. */
export const examples: Record<string, ComponentProps<typeof LanguageFields>> = {
  empty: {
    name: 'title',
    legend: 'Атауы',
    hint: 'Бір тіл жеткілікті: басқа тілде оқитындар соны көреді.',
    languages,
    others: 'Басқа тілдерде',
    maxlength: 120,
    values: {},
    errors: { 'title.kk': 'Кемінде бір тілде жазыңыз' }
  },
  filled: {
    name: 'note',
    legend: 'Өзіңізбен не алу керек',
    optionalWord: '(міндетті емес)',
    languages,
    others: 'Басқа тілдерде',
    maxlength: 1_000,
    rows: 3,
    values: { 'note.kk': 'Резеңке етік', 'note.ru': 'Резиновые сапоги' },
    errors: {}
  }
}

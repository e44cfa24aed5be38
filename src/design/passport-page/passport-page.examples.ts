import type { ComponentProps } from 'svelte'
import type PassportPage from './passport-page.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof PassportPage>> = {
  full: {
    level: 1,
    passport: {
      title: 'Волонтердің цифрлық паспорты',
      name: 'Сейітқалиева Айгерім Нұрланқызы',
      number: 'KZ 0419 7735 20',
      fields: [
        { term: 'Қатыса бастаған күні', text: '21.03.2024' },
        { term: 'Өңірі', text: 'Қарағанды облысы' }
      ],
      qr: { text: 'https://erikti.example/v/9F3KX2M7QH', label: 'Тексеру коды', caption: '9F3K-X2M7-QH' },
      total: { value: '123', unit: 'сағ 30 мин', caption: 'расталған уақыт, 28 жазба' },
      directionsTitle: 'Қатысу бағыттары',
      directions: [
        {
          key: 'environmental',
          name: 'Экологиялық',
          value: '46 сағ 30 мин',
          note: '9 акция',
          href: '/d/eco'
        },
        { key: 'medical', name: 'Медициналық', value: '0 мин', note: 'Әзірге жазба жоқ', empty: true }
      ],
      stampsTitle: 'Соңғы жазбалар',
      stamps: [
        {
          id: '019a3c1e-7b20-7c44-9d01-0a1b2c3d4e5f',
          title: 'Балқаш жағалауын тазарту',
          value: '4 сағ 30 мин',
          date: '14.06.2026',
          grade: 'QR мен куә',
          gradeTone: 'success'
        }
      ],
      footnote: 'Волонтерлік қызмет еңбек немесе зейнетақы өтіліне теңестірілмейді'
    }
  },
  empty: {
    passport: {
      title: 'Digital volunteer passport',
      name: 'Daulet Zhumagulov',
      fields: [],
      stampsTitle: 'Records',
      stamps: [],
      stampsEmpty: 'Your first stamp will stand here.'
    }
  }
}

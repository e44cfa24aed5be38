import type { ComponentProps } from 'svelte'
import type ChoiceGroup from './choice-group.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof ChoiceGroup>> = {
  radio: {
    name: 'shift',
    legend: 'Смена',
    value: 'a',
    options: [
      { value: 'a', label: 'Утренняя, 10:00–14:30', hint: 'Осталось 8 мест' },
      { value: 'b', label: 'Ночная, 20:00–02:00', disabled: true, hint: 'Только после подготовки' }
    ]
  },
  checkbox: {
    name: 'direction',
    legend: 'Қатысу бағыттары',
    type: 'checkbox',
    error: 'Кемінде бір бағытты таңдаңыз',
    inline: true,
    value: ['environmental'],
    options: [
      { value: 'environmental', label: 'экологиялық' },
      { value: 'emergency-response', label: 'төтенше жағдайлардың салдарын жою' }
    ]
  }
}

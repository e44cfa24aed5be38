import type { ComponentProps } from 'svelte'
import type Hero from './hero.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Hero>> = {
  front: { title: 'Еріктінің әр сағаты өз орнында жазылып, расталады', lead: 'Жақын маңдағы іске жазылыңыз.' }
}

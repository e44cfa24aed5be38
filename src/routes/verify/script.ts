import { hydrate } from 'svelte'
import { anchorsFrom } from '#features/credentials/ui/kept.ts'
import Verify from './verify.svelte'

const target = document.querySelector<HTMLElement>('#verify')!
const { said, anchors } = target.dataset
hydrate(Verify, { target, props: { said: JSON.parse(said!), anchors: anchorsFrom(anchors!) } })

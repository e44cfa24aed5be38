import { codesBefore } from '#design/qr/read-qr.ts'

/*
 * The camera of the page that scans: a plain script, because it is a cheap phone that holds it. It shows and hides what
 * the page has already and writes in the page's words (scan-desk.svelte).
 */

/** Of those that came before, the latest stay to be seen. */
const RESULTS_MAX = 20

interface Scanned {
  readonly name: string
  readonly kind: 'in' | 'out'
  readonly at: string
  readonly walkUp: boolean
}

interface Result {
  readonly is: 'recorded' | 'refused'
  readonly text: string
}

const timeOf = (at: string): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Almaty' })

export function scanOn(desk: HTMLElement): void {
  const words = desk.dataset
  const part = (name: string) => desk.querySelector<HTMLElement>(`[data-part="${name}"]`)!
  const show = (...shown: readonly string[]) => {
    for (const name of ['missing', 'denied', 'camera', 'start', 'stop'])
      part(name).hidden = !shown.includes(name)
  }
  const lost: Result = { is: 'refused', text: words.lost! }
  let over = new AbortController()

  async function look(): Promise<void> {
    over = new AbortController()
    show('camera', 'stop')
    part('stop').querySelector('button')!.focus()
    try {
      for await (const code of codesBefore(part('camera') as HTMLVideoElement, over.signal))
        void send(code).then(tell)
      show('start')
    } catch (error) {
      const isDenied = error instanceof DOMException
      show('start', ...(isDenied ? ['denied'] : []))
      // What reads the codes is loaded with the first of them: a weak network may lose it.
      if (!isDenied) tell(lost)
    }
    part('start').querySelector('button')!.focus()
  }

  async function send(code: string): Promise<Result> {
    // What comes back may be no answer of ours, as when the way to the server is broken: that is lost, too.
    const answered = await fetch(words.address!, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': words.locale!,
        'idempotency-key': crypto.randomUUID()
      },
      body: JSON.stringify({ code, kind: words.kind, deviceAt: new Date().toISOString() })
    })
      .then(async (response) => ({
        isOk: response.ok,
        answer: (await response.json()) as Scanned & { readonly title: string }
      }))
      .catch(() => null)
    if (!answered) return lost
    const { isOk, answer } = answered
    if (!isOk) return { is: 'refused', text: answer.title }
    const said = [
      answer.name,
      `${answer.kind === 'in' ? words.cameAt : words.leftAt} ${timeOf(answer.at)}`,
      ...(answer.walkUp ? [words.walkUp] : [])
    ]
    return { is: 'recorded', text: said.join(' · ') }
  }

  function tell({ is, text }: Result): void {
    const list = part('list')
    const { content } = part(is) as HTMLTemplateElement
    const item = document.importNode(content, true)
    item.querySelector('span')!.textContent = text
    list.prepend(item)
    while (list.children.length > RESULTS_MAX) list.lastElementChild!.remove()
    part('results').hidden = false
  }

  part('start').addEventListener('click', () => void look())
  part('stop').addEventListener('click', () => over.abort())
  // Browsers give no camera to a page that did not come over https.
  show('mediaDevices' in navigator ? 'start' : 'missing')
}

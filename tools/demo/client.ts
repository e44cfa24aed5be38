/** What came back from a request. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  readonly type: string
  /** The body as JSON; throws when it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any
  json(): any
}

const REDIRECTS_MAX = 10
const TIMEOUT_MS = 30_000

/** An HTTP client with a jar of cookies, as any program could have one. Cookies never leave the one host. */
export class Client {
  readonly #base: string
  readonly #cookies = new Map<string, string>()

  constructor(base: string) {
    this.#base = base.replace(/\/+$/, '')
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path)
  }

  /** Sends JSON to the API; the same key is done once, however often it is sent. */
  send(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown, key?: string): Promise<Answer> {
    return this.#send(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) }
    })
  }

  /** Sends a file as it is. */
  sendFile(path: string, body: Buffer, type: string): Promise<Answer> {
    return this.#send('POST', path, { body: new Uint8Array(body), headers: { 'content-type': type } })
  }

  /** Goes where a page leads, through redirects; gives the last answer and its address. */
  async follow(path: string, form?: Record<string, string>): Promise<{ answer: Answer; url: URL }> {
    let url = this.#resolve(path)
    let init: RequestInit = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
    for (let hop = 0; hop < REDIRECTS_MAX; hop += 1) {
      const response = await this.#fetch(url, init)
      const to = response.headers.get('location')
      if (!to || response.status < 300 || response.status >= 400)
        return { answer: await answerOf(response), url }
      await response.body?.cancel()
      url = new URL(to, url)
      init = {}
    }
    throw new Error(`${path} redirects without end`)
  }

  async #send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    return answerOf(await this.#fetch(this.#resolve(path), { ...init, method }))
  }

  #resolve(path: string): URL {
    return new URL(path, `${this.#base}/`)
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    if (url.origin !== new URL(this.#base).origin) throw new Error(`${url.href} is not on ${this.#base}`)
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...(init.headers as Record<string, string>),
        'accept-language': 'en',
        ...(cookie ? { cookie } : {})
      }
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const isOver = attributes.some(
      (attribute) => /^max-age=0$/i.test(attribute) || /^expires=.*\b1970\b/i.test(attribute)
    )
    if (isOver || !value) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const body = Buffer.from(await response.arrayBuffer())
  return {
    status: response.status,
    body,
    type: response.headers.get('content-type') ?? '',
    json: () => JSON.parse(body.toString())
  }
}

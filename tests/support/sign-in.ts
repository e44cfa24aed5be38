import assert from 'node:assert/strict'

const REDIRECTS_MAX = 10

export interface Visit {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface SignedIn {
  /** Where it ended, and what was shown there. */
  readonly end: Visit
  /** All that came on the way, redirects included. */
  readonly visits: readonly Visit[]
  readonly cookies: ReadonlyMap<string, string>
}

/** Signs in as a browser would: our page, the identity provider's, a person chosen there, and back through redirects. */
export async function signInByProvider(
  base: string,
  personId: string,
  start = '/sign-in/start'
): Promise<SignedIn> {
  const cookies = new Map<string, string>()
  const visits: Visit[] = []
  const follow = async (address: string, form?: Record<string, string>): Promise<Visit> => {
    let url = new URL(address, base)
    for (let hop = 0; hop < REDIRECTS_MAX; hop += 1) {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), origin: base },
        ...(form && !hop ? { method: 'POST', body: new URLSearchParams(form) } : {})
      })
      const { status, headers } = response
      for (const line of headers.getSetCookie())
        cookies.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';', 1)[0]!)
      const visit = { url, status, headers, text: await response.text() }
      visits.push(visit)
      const to = headers.get('location')
      if (!to) return visit
      url = new URL(to, url)
    }
    return assert.fail(`${address} redirects without end`)
  }
  const choice = await follow(start)
  const end = await follow(choice.url.href, { person: personId })
  return { end, visits, cookies }
}

import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/* The limit for verification: Hono that answers the bytes it was given, on a free port, and nothing else. */
process.once('message', (bytes: string) => {
  const app = new Hono()
  app.get('/api/verify', (c) =>
    c.body(bytes, 200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  )
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send!(port))
})

import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { SCRIPTS } from './src/routes/scripts.ts'
import { slim } from './tools/slim.ts'

export default defineConfig({
  build: {
    rolldownOptions: {
      // A component does nothing by being imported: pages with a script take only those that they show.
      treeshake: { moduleSideEffects: [{ test: /\/src\/design\/.*\.(svelte|ts)$/, sideEffects: false }] }
    }
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          // Beside what SvelteKit builds for its own pages.
          input: Object.fromEntries(
            Object.entries(SCRIPTS).map(([name, source]) => [`scripts/${name}`, source])
          )
        }
      }
    }
  },
  plugins: [
    slim(),
    sveltekit({
      // Settings of the adapter carry this prefix, so that PORT and HOST stay Erikti's own (boot/config.ts).
      adapter: adapter({ envPrefix: 'KIT_' }),
      inlineStyleThreshold: 0,
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one style attribute there is: SvelteKit hides its announcer of new pages with it.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'worker-src': ['self'],
          'media-src': ['self', 'blob:'],
          'form-action': ['self'],
          'base-uri': ['none'],
          'frame-ancestors': ['none'],
          'object-src': ['none']
        }
      },
      // Only the page that checks documents has a worker, and registers it for itself.
      serviceWorker: { register: false },
      files: { assets: 'static' }
    })
  ]
})

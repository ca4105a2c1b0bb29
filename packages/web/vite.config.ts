import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
// By its path: the contract may not be built yet.
import { routesOfEndpoints } from '../contract/src/routes.ts'

/** Where `npm run dev` of the repository listens. */
const server = `http://127.0.0.1:${process.env.PORT ?? 4747}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), routes()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // The backoffice, and the page that panels show on devices.
    rollupOptions: {
      input: ['index.html', 'panel.html'].map(name => `${import.meta.dirname}/${name}`),
    },
    // Which files the first page needs, for the check of their size.
    manifest: true,
    // What the page needs is in its own files: no inline script stands in the way of the policy.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/v1': server, '/docs': server, '/livez': server } },
})

/** Gives pages the routes of all endpoints as data: the schemas behind them take five times as much. */
function routes(): Plugin {
  const name = 'virtual:routes'
  return {
    name,
    resolveId: id => (id === name ? `\0${name}` : undefined),
    load: id =>
      id === `\0${name}`
        ? `export const routes = ${JSON.stringify(routesOfEndpoints())}`
        : undefined,
  }
}

// @ts-check
import { defineConfig } from 'rolldown'

// What the SDK uses of core goes into its files, so that it depends on no other package.
export default defineConfig({
  cwd: import.meta.dirname,
  input: {
    index: 'src/index.ts',
    express: 'src/express.ts',
    fastify: 'src/fastify.ts',
    hono: 'src/hono.ts',
    realtime: 'src/realtime.ts',
  },
  platform: 'node',
  resolve: { conditionNames: ['source', 'import'] },
  // Not one module does anything when it is loaded, so what is not used of core is left out.
  treeshake: { moduleSideEffects: false },
  output: { dir: 'dist', format: 'esm', sourcemap: true, chunkFileNames: '[name].js' },
})

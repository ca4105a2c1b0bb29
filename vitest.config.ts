import { defineConfig } from 'vitest/config'

// Packages are tested from their sources, so nothing needs to be built first. Nothing more may stand
// here: these conditions bind Node too, and `import` or `module` would break what it requires.
const conditions = ['source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['packages/server/src/testing/global-setup.ts'],
    pool: 'forks',
    // All cores: by itself vitest leaves one idle, which on small machines is half of what there is.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})

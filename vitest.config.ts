import { defineConfig } from 'vitest/config'

// Packages are tested from their sources, so nothing needs to be built first. Nothing more may stand
// here: these conditions bind Node too, and `import` or `module` would break what it requires.
const conditions = ['source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Files that share a process load what they test once, which takes longer than most tests do.
    projects: [
      project('packages', ['packages/**/*.test.ts', 'scripts/**/*.test.ts'], { isolate: false }),
      project('pages', ['e2e/web/**/*.test.ts'], { isolate: false, testTimeout: 60_000 }),
      project('programs', ['e2e/*.test.ts'], {}),
    ],
    globalSetup: ['scripts/test-setup.ts'],
    pool: 'forks',
    // All cores: by itself vitest leaves one idle, which on small machines is half of what there is.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})

function project(
  name: string,
  include: string[],
  options: { isolate?: false; testTimeout?: number },
) {
  return {
    extends: true as const,
    test: { name, include, exclude: ['**/node_modules/**', '**/dist/**'], ...options },
  }
}

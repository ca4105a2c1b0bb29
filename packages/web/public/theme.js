// Before the first paint, so that a dark page never flashes white.
const chosen = localStorage.getItem('theme')
const isDark =
  chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.classList.toggle('dark', isDark)

// Zod would try out whether it may make code while it runs, which the policy refuses and reports.
globalThis.__zod_globalConfig = { jitless: true }

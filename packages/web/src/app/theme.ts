import { createStore } from '../lib/store.ts'

/** How the page looks: as chosen, or as the system does. */
export type Theme = 'auto' | 'light' | 'dark'

/** The choice, kept in this browser. */
export const theme = createStore<Theme>(readTheme())

const dark = matchMedia('(prefers-color-scheme: dark)')
dark.addEventListener('change', apply)
theme.subscribe(() => {
  localStorage.setItem('theme', theme.get())
  apply()
})

function readTheme(): Theme {
  const kept = localStorage.getItem('theme')
  return kept === 'light' || kept === 'dark' ? kept : 'auto'
}

function apply() {
  const isDark = theme.get() === 'dark' || (theme.get() === 'auto' && dark.matches)
  document.documentElement.classList.toggle('dark', isDark)
}

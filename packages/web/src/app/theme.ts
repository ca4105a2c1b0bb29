import { Monitor, Moon, Sun } from 'lucide-react'
import { createStore } from '../lib/store.ts'

/** How the page looks: as chosen, or as the system does. */
export type Theme = 'auto' | 'light' | 'dark'

/** Every choice, as it is shown. */
export const THEMES = [
  { id: 'auto', label: 'As the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
] as const satisfies readonly { id: Theme; label: string; icon: unknown }[]

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

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../styles.css'
import './panel.css'
import { openPanel } from './panel-connection.ts'
import { PanelScreen } from './panel-screen.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('panel.html has no #root')

const dark = matchMedia('(prefers-color-scheme: dark)')
dark.addEventListener('change', () =>
  document.documentElement.classList.toggle('dark', dark.matches),
)

// So that a screen that is switched on while nobody answers shows a page of ours. Browsers have it
// over https and on the machine itself alone; where they have not, an open screen is none the worse.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/panel/worker.js').catch(() => {})
}

const panel = openPanel(location.pathname.replace(/\/+$/, ''))
createRoot(root).render(
  <StrictMode>
    <PanelScreen panel={panel} />
  </StrictMode>,
)

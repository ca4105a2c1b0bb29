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

const panel = openPanel(location.pathname.replace(/\/+$/, ''))
createRoot(root).render(
  <StrictMode>
    <PanelScreen panel={panel} />
  </StrictMode>,
)

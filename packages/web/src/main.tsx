import { sentenceOf } from '@keywright/contract'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app/app.tsx'
import { guardFocus } from './lib/guard-focus.ts'
import './styles.css'

// The few styles that are made while the page runs carry the nonce that this answer allows.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
if (nonce) setNonce(nonce)

z.config({ customError: sentenceOf })

guardFocus()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

import type { Key } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { Copy, Eye, EyeOff, QrCode as QrCodeIcon, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { KeyRights } from '../../keys/key-rights.ts'
import { KeyStateBadge } from '../../keys/key-state.tsx'
import type { KeyActions } from '../../keys/use-key-actions.tsx'
import { Button } from '../../ui/button.tsx'
import { copyText } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { Time } from '../../ui/time.tsx'
import { KeyMenu } from './key-menu.tsx'

/** One of the two keys that a domain is made with. Its token is kept here for as long as it is shown. */
export function ApplicationKeyCard({
  domain,
  value,
  rights,
  actions,
}: {
  domain: string
  value: Key
  rights: KeyRights
  actions: KeyActions
}) {
  const [token, setToken] = useState<string>()
  const [qrToken, setQrToken] = useState<string>()
  const { name, description, masked, revealable, state, lastUsedAt } = value
  const { mayUpdate, mayReveal } = rights.on(value)
  const canReveal = mayReveal && revealable

  const [lastMasked, setLastMasked] = useState(masked)
  if (masked !== lastMasked) {
    setLastMasked(masked)
    // Regenerated elsewhere: what is shown here has ended.
    if (token !== undefined && !isOf(masked, token)) setToken(undefined)
    if (qrToken !== undefined && !isOf(masked, qrToken)) setQrToken(undefined)
  }

  /** The token is asked for once and not again while it is shown. */
  function withToken(use: (token: string) => void) {
    if (token === undefined) actions.reveal(value, use)
    else use(token)
  }

  /** Where the browser does not allow copying, the token is shown to be copied by hand. */
  async function copy(text: string) {
    if (!(await copyText(text))) setToken(text)
  }

  return (
    <article
      aria-label={name}
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3 rounded-xl border border-line bg-surface p-4"
    >
      <header className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="flex flex-wrap items-center gap-2 font-semibold">
            <Link
              to="/d/$domain/keys/$id"
              params={{ domain, id: value.id }}
              className="hover:underline"
            >
              {name}
            </Link>
            <KeyStateBadge value={state} />
          </h3>
          <p className="text-muted">{description}</p>
        </div>
        <KeyMenu domain={domain} value={value} rights={rights} actions={actions} />
      </header>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 rounded-lg bg-sunken px-3 py-2">
        <code
          aria-live="polite"
          className="min-w-0 font-mono text-xs leading-5 break-all select-all"
        >
          {token ?? masked}
        </code>
        <span className="text-xs text-muted">
          Last used: <Time at={lastUsedAt} />
        </span>
      </div>
      <div className="flex flex-wrap gap-2">
        {canReveal && (
          <>
            {token === undefined ? (
              <Button size="small" onClick={() => withToken(setToken)}>
                <Eye aria-hidden /> Reveal
              </Button>
            ) : (
              <Button size="small" onClick={() => setToken(undefined)}>
                <EyeOff aria-hidden /> Hide
              </Button>
            )}
            <Button size="small" onClick={() => withToken(text => void copy(text))}>
              <Copy aria-hidden /> Copy
            </Button>
            <Button size="small" onClick={() => withToken(setQrToken)}>
              <QrCodeIcon aria-hidden /> QR code
            </Button>
          </>
        )}
        {mayUpdate && (
          <Button
            size="small"
            onClick={() => actions.regenerate(value, issued => setToken(issued.token))}
          >
            <RefreshCw aria-hidden /> Regenerate
          </Button>
        )}
      </div>
      <Dialog
        open={qrToken !== undefined}
        onOpenChange={open => {
          if (!open) setQrToken(undefined)
        }}
        title={`QR code of ${name}`}
        description="Whoever scans it holds the key."
        width="small"
      >
        <div className="grid justify-center">
          {qrToken !== undefined && <QrCode text={qrToken} label={`QR code of ${name}`} />}
        </div>
      </Dialog>
    </article>
  )
}

/** Whether a token is the one that a key shows the last four of. */
function isOf(masked: string, token: string): boolean {
  return masked.slice(-4) === token.slice(-4)
}

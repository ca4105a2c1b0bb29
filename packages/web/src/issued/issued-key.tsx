import type { IssuedKey } from '@keywright/contract'
import { QrCode as QrIcon, TriangleAlert } from 'lucide-react'
import { type Ref, useId, useImperativeHandle, useState } from 'react'
import { whyIdle } from '../keys/why-idle.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CodeBlock, CopyButton } from '../ui/copy.tsx'
import { Actions } from '../ui/dialog.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { Examples, SecretStores } from './examples.tsx'
import { useLeaveQuestion } from './use-leave-question.ts'

/** For a dialog around the panel: leaves like its button does, after the question where it is due. */
export interface IssuedKeyHandle {
  leave(): void
}

/** Shows a new token: whoever leaves without having copied anything is asked once whether they mean it. */
export function IssuedKeyPanel({
  issued,
  onDone,
  ref,
}: {
  issued: IssuedKey
  onDone: () => void
  ref?: Ref<IssuedKeyHandle>
}) {
  const [copied, setCopied] = useState(false)
  const [showsCode, setShowsCode] = useState(false)
  const leave = useLeaveQuestion(!copied)
  const tokenId = useId()
  useImperativeHandle(ref, () => ({ leave: () => leave.askBefore(onDone) }))
  const { key, token, examples, bundle } = issued
  const idle = whyIdle(key)
  const onCopied = () => setCopied(true)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5" onCopy={onCopied}>
      <Card title={<span id={tokenId}>Token of {key.name}</span>}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {idle !== undefined && (
            <p className="rounded-lg bg-danger-soft px-3 py-2.5 text-danger">{idle}</p>
          )}
          <p className="flex gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-warning">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>
              {key.revealable
                ? 'It can be revealed again by those who may, with their password.'
                : 'This is the only time the token is shown.'}{' '}
              Copy it to where it will be used; whoever has it can do what the key allows.
            </span>
          </p>
          <output
            aria-labelledby={tokenId}
            className="rounded-lg border border-line bg-sunken p-4 font-mono text-base font-medium break-all select-all sm:text-lg"
          >
            {token}
          </output>
          <div className="flex flex-wrap gap-2">
            <CopyButton text={token} label="Copy token" onCopied={onCopied} />
            <Button aria-expanded={showsCode} onClick={() => setShowsCode(!showsCode)}>
              <QrIcon aria-hidden /> {showsCode ? 'Hide QR code' : 'Show QR code'}
            </Button>
          </div>
          {showsCode && <QrCode text={token} label={`QR code of the token of ${key.name}`} />}
        </div>
      </Card>
      <Card title="Try it" description="Asks who is calling; answers with what the key may do.">
        <Examples examples={examples} onCopied={onCopied} />
      </Card>
      <Card title="Keep it out of code" description="Puts the token where programs get it from.">
        <SecretStores stores={examples.secretStores} onCopied={onCopied} />
      </Card>
      {bundle !== null && (
        <Card
          title="Credential bundle"
          description="Address, domain, token and shared secret in one text, as Base64 of JSON."
        >
          <CodeBlock code={bundle} label="credential bundle" onCopied={onCopied} />
        </Card>
      )}
      <Actions className="mt-0">
        <Button variant="primary" onClick={() => leave.askBefore(onDone)}>
          Done
        </Button>
      </Actions>
      <Confirm
        open={leave.isAsking}
        onOpenChange={open => {
          if (!open) leave.stay()
        }}
        title="Leave without the token?"
        action="Leave"
        danger
        onConfirm={leave.go}
      >
        <p>
          Nothing was copied.{' '}
          {key.revealable
            ? 'The token can be revealed again by those who may, with their password.'
            : 'The token is not shown again; a new one takes a rotation of the key.'}
        </p>
      </Confirm>
    </div>
  )
}

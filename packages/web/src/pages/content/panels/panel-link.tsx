import type { PanelLink } from '@keywright/contract'
import { TriangleAlert } from 'lucide-react'
import { type Ref, useId, useImperativeHandle, useState } from 'react'
import { useLeaveQuestion } from '../../../issued/use-leave-question.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'

/** For a dialog around it: leaves like its button does, after the question where it is due. */
export interface PanelLinkHandle {
  leave(): void
}

/** Shows a new link: whoever leaves without having copied it is asked once whether they mean it. */
export function PanelLinkView({
  made: { panel, link },
  onDone,
  ref,
}: {
  made: PanelLink
  onDone: () => void
  ref?: Ref<PanelLinkHandle>
}) {
  const [copied, setCopied] = useState(false)
  const leave = useLeaveQuestion(!copied)
  const id = useId()
  useImperativeHandle(ref, () => ({ leave: () => leave.askBefore(onDone) }))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5" onCopy={() => setCopied(true)}>
      <Card title={<span id={id}>Link of {panel.name}</span>}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <p className="flex gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-warning">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>
              This is the only time the link is shown. Whoever opens it sees what the panel shows,
              until you end their device or the panel.
            </span>
          </p>
          <output
            aria-labelledby={id}
            className="rounded-lg border border-line bg-sunken p-4 font-mono font-medium break-all select-all"
          >
            {link}
          </output>
          <div>
            <CopyButton text={link} label="Copy link" onCopied={() => setCopied(true)} />
          </div>
          <div className="grid gap-2">
            <p className="text-muted">Or scan it with the device:</p>
            <QrCode text={link} label={`QR code of the link of ${panel.name}`} />
          </div>
        </div>
      </Card>
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
        title="Leave without the link?"
        action="Leave"
        danger
        onConfirm={leave.go}
      >
        <p>
          Nothing was copied. If a device has scanned the code, all is well; else make a new link on
          the page of the panel, since this one is not shown again.
        </p>
      </Confirm>
    </div>
  )
}

import { CodeBlock } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { QrCode } from '../../ui/qr-code.tsx'

/** The token of a key that was revealed; gone when the dialog closes. */
export function TokenDialog({
  name,
  token,
  onClose,
}: {
  name: string
  token: string
  onClose: () => void
}) {
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Token of ${name}`}
      description="Whoever has it can do what the key may. That you looked is in the audit log."
    >
      <div className="grid grid-cols-[minmax(0,1fr)] justify-items-center gap-4">
        <div className="w-full">
          <CodeBlock code={token} label="token" />
        </div>
        <QrCode text={token} label={`QR code of the token of ${name}`} />
      </div>
    </Dialog>
  )
}

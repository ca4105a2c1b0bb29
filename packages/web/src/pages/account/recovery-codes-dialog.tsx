import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'

/** The recovery codes, this once; closing asks when they were neither copied nor downloaded. */
export function RecoveryCodesDialog({
  codes,
  onClose,
}: {
  codes: readonly string[] | undefined
  onClose: () => void
}) {
  const [isKept, setIsKept] = useState(false)
  const [wasWarned, setWasWarned] = useState(false)

  function close() {
    if (!isKept && !wasWarned) {
      setWasWarned(true)
      return
    }
    setIsKept(false)
    setWasWarned(false)
    onClose()
  }

  const text = (codes ?? []).join('\n')
  return (
    <Dialog
      open={codes !== undefined}
      onOpenChange={open => {
        if (!open) close()
      }}
      title="Your recovery codes"
      description="They are shown this once. Each lets you sign in one time when your phone is not at hand."
      width="small"
    >
      <ul
        aria-label="Recovery codes"
        className="grid gap-x-6 gap-y-1.5 rounded-lg border border-line bg-sunken p-4 font-mono sm:grid-cols-2"
      >
        {codes?.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <p role="alert" className="mt-3 font-medium text-warning empty:hidden">
        {wasWarned && !isKept
          ? 'You have neither copied nor downloaded them. Close anyway, or keep them first.'
          : ''}
      </p>
      <Actions>
        <CopyButton text={text} label="Copy codes" onCopied={() => setIsKept(true)} />
        <Button
          onClick={() => {
            download(`${text}\n`)
            setIsKept(true)
          }}
        >
          <Download aria-hidden /> Download
        </Button>
        <Button variant="primary" onClick={close}>
          {wasWarned && !isKept ? 'Close anyway' : 'Done'}
        </Button>
      </Actions>
    </Dialog>
  )
}

function download(text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'keywright-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}

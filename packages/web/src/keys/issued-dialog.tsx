import type { IssuedKey } from '@keywright/contract'
import { useRef } from 'react'
import { type IssuedKeyHandle, IssuedKeyPanel } from '../issued/issued-key.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** The new token of a key, shown once. */
export function IssuedDialog({ issued, onClose }: { issued: IssuedKey; onClose: () => void }) {
  const panel = useRef<IssuedKeyHandle>(null)
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) panel.current?.leave()
      }}
      title={`New token of ${issued.key.name}`}
      width="large"
    >
      <IssuedKeyPanel ref={panel} issued={issued} onDone={onClose} />
    </Dialog>
  )
}

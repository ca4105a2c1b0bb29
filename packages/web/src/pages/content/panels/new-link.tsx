import type { PanelLink } from '@keywright/contract'
import { useRef, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Checkbox } from '../../../ui/field.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { type PanelLinkHandle, PanelLinkView } from './panel-link.tsx'
import { type LoadedPanel, panelQuery } from './panels.queries.ts'

/** Makes a new link for a panel, and shows it. */
export function NewLink({
  domain,
  loaded: { value: panel, etag },
  onClose,
}: {
  domain: string
  loaded: LoadedPanel
  onClose: () => void
}) {
  const [endDevices, setEndDevices] = useState(false)
  // Here and nowhere else; it goes with the dialog.
  const [made, setMade] = useState<PanelLink>()
  const view = useRef<PanelLinkHandle>(null)
  const once = useIdempotencyKey()
  const refusal = useRefusal(panelQuery(domain, panel.id).queryKey)
  const action = useAction({
    run: () =>
      once({ endDevices, etag }, idempotencyKey =>
        api.panels.link(
          { params: { domain, id: panel.id }, body: { endDevices } },
          { idempotencyKey, ifMatch: etag },
        ),
      ),
    changes: [
      ['domain', domain, 'panels'],
      ['domain', domain, 'keys'],
    ],
    onDone(answer) {
      action.reset()
      setMade(answer)
    },
    onRefused: refusal.keep,
  })
  if (made) {
    return (
      <Dialog open onOpenChange={() => view.current?.leave()} title="New link">
        <PanelLinkView ref={view} made={made} onDone={onClose} />
      </Dialog>
    )
  }
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={`New link for ${panel.name}?`}
      action="Make link"
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>The link that was shown before opens nothing any more.</p>
      <Checkbox
        label="Also sign out the devices it is open on"
        hint="Otherwise they stay as they are."
        checked={endDevices}
        onChange={event => setEndDevices(event.target.checked)}
      />
      <Refusal error={refusal.error} />
    </Confirm>
  )
}

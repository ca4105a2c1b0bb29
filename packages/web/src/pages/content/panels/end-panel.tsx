import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { countOf } from '../../../lib/count.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { type LoadedPanel, panelQuery } from './panels.queries.ts'

/** Asks before a panel ends, and says what stops. */
export function EndPanel({
  domain,
  loaded: { value: panel, etag },
  onClose,
}: {
  domain: string
  loaded: LoadedPanel
  onClose: () => void
}) {
  const refusal = useRefusal(panelQuery(domain, panel.id).queryKey)
  const action = useAction({
    run: () => api.panels.end({ params: { domain, id: panel.id } }, { ifMatch: etag }),
    done: `${panel.name} ended`,
    changes: [
      ['domain', domain, 'panels'],
      ['domain', domain, 'keys'],
    ],
    onDone: onClose,
    onRefused: refusal.keep,
  })
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={`End ${panel.name}?`}
      action="End panel"
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>
        Its key is revoked, its link opens nothing any more, and{' '}
        {panel.deviceCount === 0
          ? 'no device can be signed in again'
          : `${countOf(panel.deviceCount, 'device')} ${
              panel.deviceCount === 1 ? 'shows' : 'show'
            } “signed out” within a second`}
        . It cannot be brought back.
      </p>
      <Refusal error={refusal.error} />
    </Confirm>
  )
}

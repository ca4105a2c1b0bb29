import type { SharedSecret } from '@keywright/contract'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useCan } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { formatTime } from '../../lib/time.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/card.tsx'
import { Time } from '../../ui/time.tsx'
import { RegenerateDialog } from './regenerate-dialog.tsx'
import { type Revealed, SecretDialog } from './secret-dialog.tsx'

/** What is known about the shared secret, and what can be done with it. */
export function SecretStatus({
  domain,
  sharedSecret,
}: {
  domain: string
  sharedSecret: SharedSecret | null
}) {
  const can = useCan(domain)
  const [shown, setShown] = useState<Revealed>()
  const [isRegenerating, setIsRegenerating] = useState(false)
  const changes = [['domain', domain, 'shared-secret']]
  const create = useAction({
    run: () => api.sharedSecret.create({ params: { domain } }),
    changes,
    onDone: ({ secret }) => setShown({ secret, how: 'made' }),
  })
  const reveal = useAction({
    run: () => api.sharedSecret.reveal({ params: { domain } }),
    onDone: ({ secret }) => setShown({ secret, how: 'revealed' }),
  })

  /** The secret is gone from the page with its dialog. */
  function close() {
    setShown(undefined)
    create.reset()
    reveal.reset()
  }

  return (
    <>
      {sharedSecret === null ? (
        <>
          <p className="mb-3 font-medium">This domain has none yet: no assertion is accepted.</p>
          {can('backoffice.shared-secret:create') && (
            <Button variant="primary" busy={create.isPending} onClick={() => create.mutate()}>
              Create the shared secret
            </Button>
          )}
        </>
      ) : (
        <>
          <Status sharedSecret={sharedSecret} />
          <div className="mt-5 flex flex-wrap gap-2">
            {can('backoffice.shared-secret:reveal') && (
              <Button busy={reveal.isPending} onClick={() => reveal.mutate()}>
                Reveal
              </Button>
            )}
            {can('backoffice.shared-secret:update') && (
              <Button variant="danger" onClick={() => setIsRegenerating(true)}>
                Regenerate
              </Button>
            )}
          </div>
        </>
      )}
      <RegenerateDialog
        domain={domain}
        open={isRegenerating}
        onOpenChange={setIsRegenerating}
        onDone={secret => setShown({ secret, how: 'regenerated' })}
      />
      <SecretDialog shown={shown} onClose={close} />
    </>
  )
}

function Status({ sharedSecret }: { sharedSecret: SharedSecret }) {
  const { createdAt, previousUntil, lastUsedAt } = sharedSecret
  return (
    <Facts
      facts={[
        [
          'State',
          <Badge key="state" tone="good">
            In force
          </Badge>,
        ],
        ['Made', <Time key="made" at={createdAt} />],
        ['Last used', <Time key="used" at={lastUsedAt} />],
        [
          'The one before',
          previousUntil === null ? (
            <span key="before" className="text-muted">
              Not accepted
            </span>
          ) : (
            <span key="before">Accepted until {formatTime(previousUntil)}</span>
          ),
        ],
      ]}
    />
  )
}

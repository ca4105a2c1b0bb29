import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useCan } from '../../app/session.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { SecretStatus } from './secret-status.tsx'
import { sharedSecretQuery } from './settings.queries.ts'
import { SettingsPage } from './settings-page.tsx'

const SharedSecretGuide = lazy(() => import('./shared-secret-guide.tsx'))

/** The secret that a domain shares with its integrations. */
export function SharedSecretPage() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const makesKeys = can('backoffice.keys:create') || can('backoffice.keys.own:create')
  const query = useQuery(sharedSecretQuery(domain))
  return (
    <SettingsPage domain={domain} section="Shared secret">
      <Card title="Shared secret">
        <p className="mb-5 max-w-prose">
          An integration signs a short assertion with this secret and exchanges it for an access
          token that ends after 15 minutes. Its key then never travels with its requests, and a
          stolen key is of no use there without the secret.
        </p>
        <QueryState query={query} loading={<SkeletonRows rows={2} />}>
          {sharedSecret => <SecretStatus domain={domain} sharedSecret={sharedSecret} />}
        </QueryState>
      </Card>
      <Card title="Hand it over in one piece">
        <p>
          Address, domain, key, token and shared secret fit into one text, the credential bundle. It
          is offered when a key is made, and only then.{' '}
          {makesKeys && (
            <Link
              to="/d/$domain/keys/new"
              params={{ domain }}
              className="text-accent underline underline-offset-2"
            >
              Create a key
            </Link>
          )}
        </p>
      </Card>
      <Guide />
    </SettingsPage>
  )
}

function Guide() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Card title="How an integration uses it">
      <details onToggle={event => setIsOpen(event.currentTarget.open)}>
        <summary className="cursor-pointer text-accent underline underline-offset-2">
          Read the guide, with examples in TypeScript, Python and curl
        </summary>
        {isOpen && (
          <div className="mt-4">
            <Suspense fallback={<SkeletonRows rows={4} />}>
              <SharedSecretGuide />
            </Suspense>
          </div>
        )}
      </details>
    </Card>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useCan } from '../../app/session.tsx'
import { QueryState } from '../../ui/states.tsx'
import { KeysPolicyForm } from './keys-policy-form.tsx'
import { versionedDomainQuery } from './settings.queries.ts'
import { SettingsPage } from './settings-page.tsx'

/** What a domain asks of its keys. */
export function KeysPolicyPage() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const query = useQuery(versionedDomainQuery(domain))
  return (
    <SettingsPage domain={domain} section="Keys policy">
      <QueryState query={query}>
        {loaded => (
          <KeysPolicyForm
            domain={domain}
            loaded={loaded}
            mayChange={can('backoffice.domains:update')}
          />
        )}
      </QueryState>
    </SettingsPage>
  )
}

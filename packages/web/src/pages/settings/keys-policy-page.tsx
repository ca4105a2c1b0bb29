import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { domainQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { QueryState } from '../../ui/states.tsx'
import { KeysPolicyForm } from './keys-policy-form.tsx'
import { SettingsPage } from './settings-page.tsx'

/** What a domain asks of its keys. */
export function KeysPolicyPage() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const query = useQuery(domainQuery(domain))
  return (
    <SettingsPage domain={domain} section="Keys policy">
      <QueryState query={query}>
        {({ settings }) => (
          <KeysPolicyForm
            domain={domain}
            settings={settings}
            mayChange={can('backoffice.domains:update')}
          />
        )}
      </QueryState>
    </SettingsPage>
  )
}

import type { IssuedKey } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useEffect, useState } from 'react'
import { domainQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { IssuedKeyPanel } from '../../issued/issued-key.tsx'
import { NO_POLICY } from '../../keys/fields/expiry.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, QueryState } from '../../ui/states.tsx'
import { NewKeyForm } from './new-key-form.tsx'

/** Makes a key, then shows its token. */
export function NewKeyPage() {
  const { domain = '' } = useParams({ strict: false })
  const { actsAs = null } = useSearch({ strict: false })
  const navigate = useNavigate()
  const can = useCan(domain)
  // The token is here and nowhere else; it goes with the page.
  const [issued, setIssued] = useState<IssuedKey>()
  // The form was long, and the token is at the top.
  useEffect(() => {
    if (issued) scrollTo(0, 0)
  }, [issued])

  if (issued) {
    const { id } = issued.key
    return (
      <Page key="issued" title="Your new key" description="It works from now on.">
        <IssuedKeyPanel
          issued={issued}
          onDone={() => void navigate({ to: '/d/$domain/keys/$id', params: { domain, id } })}
        />
      </Page>
    )
  }
  return (
    <Page
      key="form"
      title="Create key"
      description="A key lets a program, an integration or a device call. Its token is shown after this page."
    >
      {!can('backoffice.keys:create') && !can('backoffice.keys.own:create') ? (
        <Empty icon={Lock} title="You may not create keys">
          It needs the permission <code className="font-mono">backoffice.keys.own:create</code>. Ask
          an administrator of the domain.
        </Empty>
      ) : can('backoffice.domains:read') ? (
        <FormWithPolicy domain={domain} actsAs={actsAs} onIssued={setIssued} />
      ) : (
        <NewKeyForm
          domain={domain}
          policy={NO_POLICY}
          ownRole={null}
          actsAs={actsAs}
          onIssued={setIssued}
        />
      )}
    </Page>
  )
}

/** What the domain asks of its keys has to be known first: a form without it would promise too much. */
function FormWithPolicy({
  domain,
  ...props
}: {
  domain: string
  actsAs: string | null
  onIssued: (issued: IssuedKey) => void
}) {
  const loaded = useQuery(domainQuery(domain))
  return (
    <QueryState query={loaded}>
      {({ settings, role }) => (
        <NewKeyForm {...props} domain={domain} policy={settings} ownRole={role} />
      )}
    </QueryState>
  )
}

import type { PanelLink } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { domainQuery } from '../../../app/queries.ts'
import { useCan } from '../../../app/session.tsx'
import { NO_POLICY } from '../../../keys/fields/expiry.ts'
import { Page } from '../../../ui/page.tsx'
import { QueryState } from '../../../ui/states.tsx'
import { ForbiddenPage } from '../../users/refusal.tsx'
import { NewPanelForm } from './new-panel-form.tsx'
import { PanelLinkView } from './panel-link.tsx'

const route = getRouteApi('/frame/d/$domain/content/panels/new')

/** Makes a panel, then shows its link. */
export function NewPanelPage() {
  const { domain } = route.useParams()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  // The link is here and nowhere else; it goes with the page.
  const [made, setMade] = useState<PanelLink>()
  // The form was long, and the link is at the top.
  useEffect(() => {
    if (made) scrollTo(0, 0)
  }, [made])

  if (!can('backoffice.panels:create')) {
    return <ForbiddenPage title="New panel" permission="backoffice.panels:create" />
  }
  if (made) {
    const { id } = made.panel
    return (
      <Page key="made" title="Your new panel" description="Open the link on the screen.">
        <PanelLinkView
          made={made}
          onDone={() =>
            void navigate({ to: '/d/$domain/content/panels/$id', params: { domain, id } })
          }
        />
      </Page>
    )
  }
  return (
    <Page
      key="form"
      title="New panel"
      description="It gets a key of its own. Its link and QR code are shown after this page."
    >
      {can('backoffice.domains:read') ? (
        <FormWithPolicy domain={domain} onMade={setMade} />
      ) : (
        <NewPanelForm domain={domain} policy={NO_POLICY} onMade={setMade} />
      )}
    </Page>
  )
}

/** What the domain asks of its keys has to be known first: a form without it would promise too much. */
function FormWithPolicy(props: { domain: string; onMade: (made: PanelLink) => void }) {
  const loaded = useQuery(domainQuery(props.domain))
  return (
    <QueryState query={loaded}>
      {({ settings }) => <NewPanelForm {...props} policy={settings} />}
    </QueryState>
  )
}

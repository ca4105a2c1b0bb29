import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useOffers } from '../../app/offers.ts'
import { useCan } from '../../app/session.tsx'
import { useKeyRights } from '../../keys/key-rights.ts'
import { useKeyActions } from '../../keys/use-key-actions.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryPage } from '../../ui/query-page.tsx'
import { type Tab, Tabs } from '../../ui/tabs.tsx'
import { AccessSection } from './access-section.tsx'
import { ActivitySection } from './activity-section.tsx'
import { EditKeyDialog } from './edit-key.tsx'
import { type VersionedKey, versionedKeyQuery } from './key.queries.ts'
import { KeyHeader, KeyLine, KeyTitle } from './key-header.tsx'
import { offersOn } from './key-offers.ts'
import { KEY_TABS } from './key-search.ts'
import { OverviewSection } from './overview-section.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { SimulatorSection } from './simulator-section.tsx'
import { StateNotice } from './state-notice.tsx'
import { TokenDialog } from './token-dialog.tsx'
import { UsageSection } from './usage-section.tsx'

const route = getRouteApi('/frame/d/$domain/keys/$id')

/** Everything about one key. */
export function KeyPage() {
  const { domain, id } = route.useParams()
  const key = useQuery(versionedKeyQuery(domain, id))
  return (
    <QueryPage title="Key" query={key}>
      {current => <Loaded key={id} domain={domain} current={current} />}
    </QueryPage>
  )
}

/** What lies over the page. A token in it is gone when it closes. */
type Over = { kind: 'edit' } | { kind: 'token'; token: string }

function Loaded({ domain, current }: { domain: string; current: VersionedKey }) {
  const { key } = current
  const { tab = 'overview', range = '24h' } = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const rights = useKeyRights(domain).on(key)
  const actions = useKeyActions(domain)
  const [over, setOver] = useState<Over>()
  const close = () => setOver(undefined)
  const isLiving = key.state !== 'revoked'
  const rotate = () => actions.rotate(key)
  const regenerate = () => actions.regenerate(key)
  const edit = () => setOver({ kind: 'edit' })
  const offers = offersOn(key, rights, {
    edit,
    rotate,
    regenerate,
    reveal: () => actions.reveal(key, token => setOver({ kind: 'token', token })),
    disable: () => actions.disable(key),
    enable: () => actions.enable(key),
    revoke: () => actions.revoke(key),
  })
  useOffers('This key', offers)

  const tabs = [
    {
      id: 'overview',
      label: 'Overview',
      content: <OverviewSection domain={domain} value={key} />,
    },
    {
      id: 'access',
      label: 'Access',
      content: <AccessSection domain={domain} current={current} />,
    },
    {
      id: 'secrets',
      label: 'Secrets',
      content: (
        <SecretsSection
          domain={domain}
          value={key}
          mayReplace={isLiving && rights.mayUpdate}
          onRotate={rotate}
          onRegenerate={regenerate}
        />
      ),
    },
    {
      id: 'usage',
      label: 'Usage',
      content: (
        <UsageSection
          domain={domain}
          value={key}
          range={range}
          onRangeChange={range => void navigate({ search: { tab: 'usage', range }, replace: true })}
        />
      ),
    },
    ...(can('backoffice.audit:read')
      ? [
          {
            id: 'activity',
            label: 'Activity',
            content: <ActivitySection domain={domain} id={key.id} />,
          },
        ]
      : []),
    {
      id: 'simulator',
      label: 'Simulator',
      content: <SimulatorSection domain={domain} value={key} />,
    },
  ] satisfies Tab[]

  return (
    <Page
      title={<KeyTitle value={key} />}
      documentTitle={key.name}
      description={<KeyLine value={key} />}
      actions={isLiving && <KeyHeader value={key} offers={offers} />}
    >
      <StateNotice
        domain={domain}
        value={key}
        onNewDate={rights.mayUpdate && key.kind === 'custom' ? edit : undefined}
      />
      <Tabs
        label="Parts of the key"
        tabs={tabs}
        value={tabs.some(({ id }) => id === tab) ? tab : 'overview'}
        onValueChange={chosen =>
          void navigate({ search: { tab: KEY_TABS.find(id => id === chosen) }, replace: true })
        }
      />
      {over?.kind === 'edit' && <EditKeyDialog domain={domain} current={current} onClose={close} />}
      {over?.kind === 'token' && <TokenDialog name={key.name} token={over.token} onClose={close} />}
      {actions.dialogs}
    </Page>
  )
}

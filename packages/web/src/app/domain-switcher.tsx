import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { useCurrentDomain } from './current-domain.ts'
import { frameDialog } from './frame-dialog.ts'
import { domainsQuery } from './queries.ts'
import { useMe } from './session.tsx'

/** The domain one is in, and the others. */
export function DomainSwitcher() {
  const domain = useCurrentDomain()
  const { user } = useMe()
  const { data: domains = [] } = useQuery(domainsQuery)
  const navigate = useNavigate()
  const current = domains.find(({ slug, id }) => slug === domain || id === domain)
  // A list of nothing would open to nothing.
  if (domains.length === 0 && !user?.instanceAdmin) return null
  return (
    <>
      <span aria-hidden className="text-muted">
        /
      </span>
      <Menu
        align="start"
        trigger={
          <Button
            variant="ghost"
            className="min-w-0 px-2"
            aria-label={`Domain: ${current?.name ?? 'none'}`}
          >
            <span className="max-w-40 truncate">{current?.name ?? 'Choose a domain'}</span>
            <ChevronsUpDown aria-hidden className="text-muted" />
          </Button>
        }
      >
        {domains.map(({ id, slug, name }) => (
          <MenuItem
            key={id}
            onSelect={() => void navigate({ to: '/d/$domain', params: { domain: slug } })}
          >
            <span className="grid">
              {name}
              <span className="font-mono text-xs text-muted">{slug}</span>
            </span>
            {current?.id === id && <Check aria-hidden className="ml-auto" />}
          </MenuItem>
        ))}
        {user?.instanceAdmin && (
          <>
            <MenuLine />
            <MenuItem onSelect={() => frameDialog.set('new-domain')}>
              <Plus aria-hidden /> New domain
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  )
}

import { Link } from '@tanstack/react-router'
import {
  Boxes,
  ChartNoAxesColumn,
  FileText,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
  UsersRound,
} from 'lucide-react'
import { useCan, useMe } from './session.tsx'

/** A place of a domain; `permission` is what its page needs, any of them. */
interface Place {
  to:
    | '/d/$domain'
    | '/d/$domain/keys'
    | '/d/$domain/content'
    | '/d/$domain/apis'
    | '/d/$domain/users'
    | '/d/$domain/roles'
    | '/d/$domain/audit'
    | '/d/$domain/settings'
  label: string
  icon: LucideIcon
  permissions: readonly string[]
}

/** The pages of a domain, in the order in which they are shown. */
export const PLACES: readonly Place[] = [
  { to: '/d/$domain', label: 'Overview', icon: ChartNoAxesColumn, permissions: [] },
  {
    to: '/d/$domain/keys',
    label: 'API keys',
    icon: KeyRound,
    permissions: ['backoffice.keys:read', 'backoffice.keys.own:read'],
  },
  { to: '/d/$domain/content', label: 'Content', icon: FileText, permissions: [] },
  { to: '/d/$domain/apis', label: 'APIs', icon: Boxes, permissions: ['backoffice.apis:read'] },
  { to: '/d/$domain/users', label: 'Users', icon: Users, permissions: ['backoffice.users:read'] },
  {
    to: '/d/$domain/roles',
    label: 'Roles',
    icon: ShieldCheck,
    permissions: ['backoffice.roles:read'],
  },
  {
    to: '/d/$domain/audit',
    label: 'Audit',
    icon: ScrollText,
    permissions: ['backoffice.audit:read'],
  },
  {
    to: '/d/$domain/settings',
    label: 'Settings',
    icon: Settings,
    permissions: ['backoffice.domains:read'],
  },
]

const ITEM =
  'flex items-center gap-2.5 rounded-lg px-2.5 py-2 font-medium text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent [&_svg]:size-4'

/** Where one can go: what the person may see, and nothing else. */
export function Navigation({
  domain,
  onNavigate,
}: {
  domain: string | undefined
  onNavigate?: () => void
}) {
  const { user } = useMe()
  return (
    <nav aria-label="Main" className="grid gap-5">
      {domain !== undefined && <DomainPlaces domain={domain} {...(onNavigate && { onNavigate })} />}
      {user?.instanceAdmin && (
        <div>
          <p className="px-2.5 pb-1 text-xs text-muted">Instance</p>
          <ul className="grid gap-0.5">
            <li>
              <Link to="/team" className={ITEM} onClick={onNavigate}>
                <UsersRound aria-hidden /> Team
              </Link>
            </li>
            <li>
              <Link to="/audit" className={ITEM} onClick={onNavigate}>
                <ScrollText aria-hidden /> Instance audit
              </Link>
            </li>
          </ul>
        </div>
      )}
    </nav>
  )
}

function DomainPlaces({ domain, onNavigate }: { domain: string; onNavigate?: () => void }) {
  const can = useCan(domain)
  const places = PLACES.filter(
    ({ permissions }) => permissions.length === 0 || permissions.some(can),
  )
  return (
    <ul className="grid gap-0.5">
      {places.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            params={{ domain }}
            className={ITEM}
            activeOptions={{ exact: to === '/d/$domain', includeSearch: false }}
            onClick={onNavigate}
          >
            <Icon aria-hidden /> {label}
          </Link>
        </li>
      ))}
    </ul>
  )
}

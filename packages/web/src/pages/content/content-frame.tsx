import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useCan } from '../../app/session.tsx'

/** A place of content; `permission` is what its page needs, if anything. */
interface Section {
  to:
    | '/d/$domain/content'
    | '/d/$domain/content/search'
    | '/d/$domain/content/graphql'
    | '/d/$domain/content/media'
    | '/d/$domain/content/realtime'
    | '/d/$domain/content/panels'
  label: string
  permission?: string
}

/** In the order in which they are shown. */
const SECTIONS: readonly Section[] = [
  { to: '/d/$domain/content', label: 'Types' },
  { to: '/d/$domain/content/search', label: 'Search' },
  { to: '/d/$domain/content/media', label: 'Media', permission: 'content.media:read' },
  { to: '/d/$domain/content/graphql', label: 'GraphQL' },
  { to: '/d/$domain/content/realtime', label: 'Realtime' },
  { to: '/d/$domain/content/panels', label: 'Panels', permission: 'backoffice.panels:read' },
]

/** A page of content, with the way to the others above it. */
export function ContentFrame() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const { pathname } = useLocation()
  const sections = SECTIONS.filter(({ permission }) => permission === undefined || can(permission))
  const start = `/d/${domain}/content`
  const part = pathname.slice(start.length + 1).split('/')[0] ?? ''
  // Types and their objects are what content is; all else has a place of its own.
  const open = sections.find(({ to }) => part !== '' && to.endsWith(`/${part}`)) ?? sections[0]
  return (
    <div className="grid grid-cols-[minmax(0,1fr)]">
      <nav
        aria-label="Content"
        className="overflow-x-auto border-b border-line bg-surface px-2 sm:px-4"
      >
        <ul className="flex gap-1">
          {sections.map(section => (
            <li key={section.to}>
              <Link
                to={section.to}
                params={{ domain }}
                activeOptions={{ exact: section === sections[0], includeSearch: false }}
                data-open={section === open || undefined}
                className="block whitespace-nowrap border-b-2 border-transparent px-3 py-2.5 font-medium text-muted -outline-offset-2 hover:text-ink data-open:border-accent data-open:text-ink"
              >
                {section.label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </div>
  )
}

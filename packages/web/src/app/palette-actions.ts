import { useNavigate } from '@tanstack/react-router'
import {
  Boxes,
  Braces,
  FileSearch,
  FolderPlus,
  Globe,
  Images,
  KeyRound,
  KeySquare,
  LogOut,
  type LucideIcon,
  MailPlus,
  ScrollText,
  Shapes,
  ShieldPlus,
  SlidersHorizontal,
  UserRound,
  UsersRound,
} from 'lucide-react'
import { frameDialog } from './frame-dialog.ts'
import { PLACES } from './navigation.tsx'
import type { PaletteItem } from './palette-item.ts'
import { useCan, useMe } from './session.tsx'
import { THEMES, theme } from './theme.ts'
import { useSignOut } from './use-sign-out.ts'

/** What an entry needs: any of these permissions in the domain, an administrator of the instance, or nothing. */
type Need = readonly string[] | 'instance' | 'nothing'

interface Entry {
  label: string
  words?: readonly string[]
  icon: LucideIcon
  need: Need
  go: (way: Way) => unknown
}

interface Way {
  navigate: ReturnType<typeof useNavigate>
  domain: string
}

/** What can be begun. */
const ACTIONS: readonly Entry[] = [
  {
    label: 'Create key',
    words: ['New key'],
    icon: KeyRound,
    need: ['backoffice.keys:create', 'backoffice.keys.own:create'],
    go: ({ navigate, domain }) => navigate({ to: '/d/$domain/keys/new', params: { domain } }),
  },
  {
    label: 'Invite',
    words: ['New user', 'Add user'],
    icon: MailPlus,
    need: ['backoffice.invitations:create'],
    go: () => frameDialog.set('invite'),
  },
  {
    label: 'New role',
    words: ['Create role', 'Make role'],
    icon: ShieldPlus,
    need: ['backoffice.roles:create'],
    go: ({ navigate, domain }) => navigate({ to: '/d/$domain/roles/-new', params: { domain } }),
  },
  {
    label: 'Register API',
    words: ['New API', 'Create API'],
    icon: Boxes,
    need: ['backoffice.apis:create'],
    go: ({ navigate, domain }) => navigate({ to: '/d/$domain/apis/-new', params: { domain } }),
  },
  {
    label: 'New content type',
    words: ['Create content type', 'Make content type', 'Schema'],
    icon: Shapes,
    need: ['content.types:create'],
    go: ({ navigate, domain }) =>
      navigate({ to: '/d/$domain/content/types/-new', params: { domain } }),
  },
  {
    label: 'New domain',
    words: ['Create domain', 'Make domain'],
    icon: FolderPlus,
    need: 'instance',
    go: () => frameDialog.set('new-domain'),
  },
]

/** Where one can go beyond the navigation of a domain. */
const PAGES: readonly Entry[] = [
  {
    label: 'Search content',
    words: ['Full text', 'Objects'],
    icon: FileSearch,
    need: [],
    go: ({ navigate, domain }) => navigate({ to: '/d/$domain/content/search', params: { domain } }),
  },
  {
    label: 'Media',
    words: ['Content', 'Files', 'Pictures', 'Upload'],
    icon: Images,
    need: ['content.media:read'],
    go: ({ navigate, domain }) => navigate({ to: '/d/$domain/content/media', params: { domain } }),
  },
  {
    label: 'GraphQL',
    words: ['Content', 'Explorer', 'Query'],
    icon: Braces,
    need: [],
    go: ({ navigate, domain }) =>
      navigate({ to: '/d/$domain/content/graphql', params: { domain } }),
  },
  {
    label: 'Headless',
    words: ['Settings', 'Delivery', 'CORS', 'Public'],
    icon: Globe,
    need: ['backoffice.domains:read'],
    go: ({ navigate, domain }) =>
      navigate({ to: '/d/$domain/settings/headless', params: { domain } }),
  },
  {
    label: 'Keys policy',
    words: ['Settings', 'Lifetime', 'Prefix'],
    icon: SlidersHorizontal,
    need: ['backoffice.domains:read'],
    go: ({ navigate, domain }) => navigate({ to: '/d/$domain/settings/keys', params: { domain } }),
  },
  {
    label: 'Shared secret',
    words: ['Settings', 'Assertion'],
    icon: KeySquare,
    need: ['backoffice.shared-secret:read'],
    go: ({ navigate, domain }) =>
      navigate({ to: '/d/$domain/settings/shared-secret', params: { domain } }),
  },
  {
    label: 'Team',
    words: ['Instance'],
    icon: UsersRound,
    need: 'instance',
    go: ({ navigate }) => navigate({ to: '/team' }),
  },
  {
    label: 'Instance audit',
    icon: ScrollText,
    need: 'instance',
    go: ({ navigate }) => navigate({ to: '/audit' }),
  },
  {
    label: 'My account',
    words: ['Password', 'Two-step sign-in', 'Sessions'],
    icon: UserRound,
    need: 'nothing',
    go: ({ navigate }) => navigate({ to: '/account' }),
  },
]

/** What the person may do and see in the domain, and what they can do anywhere. */
export function usePaletteActions(
  domain = '',
): Record<'actions' | 'pages' | 'preferences', PaletteItem[]> {
  const can = useCan(domain)
  const { user } = useMe()
  const navigate = useNavigate()
  const signOut = useSignOut()

  function isAllowed({ need }: Entry): boolean {
    if (need === 'instance') return user?.instanceAdmin === true
    return need === 'nothing' || (domain !== '' && (need.length === 0 || need.some(can)))
  }
  const itemsOf = (entries: readonly Entry[]): PaletteItem[] =>
    entries.filter(isAllowed).map(({ need: _, go, ...entry }) => ({
      id: entry.label,
      ...entry,
      go: () => go({ navigate, domain }),
    }))

  const places = PLACES.map(({ to, label, icon, permissions }) => ({
    label,
    icon,
    need: permissions,
    go: ({ navigate, domain }: Way) => navigate({ to, params: { domain } }),
  }))
  return {
    actions: itemsOf(ACTIONS),
    pages: itemsOf([...places, ...PAGES]),
    preferences: [
      ...THEMES.map(({ id, label, icon }) => ({
        id,
        label: `Appearance: ${label.toLowerCase()}`,
        words: ['Theme', 'Mode'],
        icon,
        go: () => theme.set(id),
      })),
      {
        id: 'sign-out',
        label: 'Sign out',
        words: ['Log out'],
        icon: LogOut,
        go: () => signOut.mutate(),
      },
    ],
  }
}

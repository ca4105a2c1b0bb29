import { useNavigate } from '@tanstack/react-router'
import { LogOut, UserRound } from 'lucide-react'
import { useStore } from '../lib/store.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx'
import { useMe } from './session.tsx'
import { THEMES, theme } from './theme.ts'
import { useSignOut } from './use-sign-out.ts'

/** Who is signed in, the looks, and the way out. */
export function AccountMenu() {
  const { user } = useMe()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const chosen = useStore(theme)
  return (
    <Menu
      trigger={
        <IconButton label="Account">
          <UserRound aria-hidden />
        </IconButton>
      }
    >
      <MenuLabel>{user?.email}</MenuLabel>
      <MenuItem onSelect={() => void navigate({ to: '/account' })}>
        <UserRound aria-hidden /> My account
      </MenuItem>
      <MenuLine />
      <MenuLabel>Appearance</MenuLabel>
      {THEMES.map(({ id, label, icon: Icon }) => (
        <MenuItem key={id} onSelect={() => theme.set(id)}>
          <Icon aria-hidden /> {label}
          {chosen === id && <span className="ml-auto text-xs text-muted">chosen</span>}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  )
}

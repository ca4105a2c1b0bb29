import { useNavigate } from '@tanstack/react-router'
import { LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useStore } from '../lib/store.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx'
import { isCalledOff, plainApi } from './api.ts'
import { useMe } from './session.tsx'
import { type Theme, theme } from './theme.ts'
import { useAction } from './use-action.ts'

const THEMES = [
  { id: 'auto', label: 'As the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
] as const satisfies readonly { id: Theme; label: string; icon: unknown }[]

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

/** Ends the session and forgets what was read with it. */
function useSignOut() {
  return useAction({
    run: async () => {
      try {
        await plainApi.session.signOut({})
      } catch (error) {
        // Over already.
        if (!isCalledOff(error)) throw error
      }
    },
    // The page is loaded anew, so that nothing stays in memory.
    onDone: () => location.assign('/sign-in'),
  })
}

import { Link, Outlet } from '@tanstack/react-router'
import { Menu as MenuIcon, Search } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { AccountMenu } from './account-menu.tsx'
import { useCurrentDomain } from './current-domain.ts'
import { DomainSwitcher } from './domain-switcher.tsx'
import { FrameDialogs } from './frame-dialogs.tsx'
import { Navigation } from './navigation.tsx'
import { NavigationDrawer } from './navigation-drawer.tsx'

const IS_MAC = navigator.userAgent.includes('Mac OS X')

const loadPalette = () => import('./command-palette.tsx')
const CommandPalette = lazy(loadPalette)

/** What stands around every page: header, navigation, and the command palette. */
export function Frame() {
  const domain = useCurrentDomain()
  const [paletteIsOpen, setPaletteIsOpen] = useState(false)
  const [navigationIsOpen, setNavigationIsOpen] = useState(false)
  usePaletteKey(setPaletteIsOpen)
  useEffect(() => {
    // It is there by the time somebody types into it; without a connection it comes later.
    loadPalette().catch(() => {})
  }, [])
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-(--banner) z-30 flex h-14 items-center gap-2 border-b border-line bg-surface px-3 sm:px-4">
        <IconButton
          label="Navigation"
          className="lg:hidden"
          onClick={() => setNavigationIsOpen(true)}
        >
          <MenuIcon aria-hidden />
        </IconButton>
        <Link to="/" className="flex items-center gap-2 rounded-md px-1 font-semibold">
          <img src="/favicon.svg" alt="" className="size-6" />
          <span className="max-sm:sr-only">Keywright</span>
        </Link>
        <DomainSwitcher />
        <div className="flex-1" />
        <Button
          className="text-muted max-md:hidden"
          size="small"
          onClick={() => setPaletteIsOpen(true)}
          aria-keyshortcuts="Control+K Meta+K"
        >
          <Search aria-hidden /> Search or jump to …
          <kbd className="rounded border border-line px-1 font-mono text-[0.6875rem]">
            {IS_MAC ? '⌘ K' : 'Ctrl K'}
          </kbd>
        </Button>
        <IconButton
          label="Search or jump to"
          className="md:hidden"
          onClick={() => setPaletteIsOpen(true)}
        >
          <Search aria-hidden />
        </IconButton>
        <AccountMenu />
      </header>
      <div className="flex flex-1">
        <aside className="w-56 shrink-0 border-r border-line bg-surface max-lg:hidden">
          <div className="sticky top-[calc(3.5rem+var(--banner))] max-h-[calc(100dvh-3.5rem-var(--banner))] overflow-y-auto p-3">
            <Navigation domain={domain} />
          </div>
        </aside>
        <main id="main" className="min-w-0 flex-1">
          <Outlet />
        </main>
      </div>
      <NavigationDrawer
        domain={domain}
        open={navigationIsOpen}
        onOpenChange={setNavigationIsOpen}
      />
      <FrameDialogs domain={domain} />
      {paletteIsOpen && (
        <Suspense>
          <CommandPalette domain={domain} open onOpenChange={setPaletteIsOpen} />
        </Suspense>
      )}
    </div>
  )
}

/** Opens and closes the palette with Ctrl K or Cmd K, unless another dialog is open: that one comes first. */
function usePaletteKey(setIsOpen: (change: (isOpen: boolean) => boolean) => void): void {
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setIsOpen(isOpen => !isOpen && document.querySelector('[role$=dialog]') === null)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [setIsOpen])
}

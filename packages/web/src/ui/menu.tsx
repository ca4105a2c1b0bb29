import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from '../lib/cn.ts'

/** A list of actions behind a button. Not modal, so that an action may open a dialog. */
export function Menu({
  trigger,
  defaultOpen = false,
  align = 'end',
  children,
}: {
  trigger: ReactNode
  /** For menus that are made only when somebody asks for them. */
  defaultOpen?: boolean
  /** Which edge of the button it keeps to. */
  align?: 'start' | 'end'
  children: ReactNode
}) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-fade-in overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** One action of a menu. */
export function MenuItem({
  onSelect,
  danger,
  disabled,
  children,
}: {
  onSelect: () => void
  danger?: boolean
  disabled?: boolean
  children: ReactNode
}) {
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      disabled={disabled ?? false}
      className={cn(
        'flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 outline-none data-disabled:cursor-not-allowed data-disabled:opacity-55 data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:text-muted',
        danger && 'text-danger data-highlighted:bg-danger-soft [&_svg]:text-danger',
      )}
    >
      {children}
    </DropdownMenu.Item>
  )
}

/** A line between two groups of actions. */
export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 py-1.5 text-xs text-muted">{children}</DropdownMenu.Label>
  )
}

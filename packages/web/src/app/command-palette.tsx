import { Command } from 'cmdk'
import { Dialog as Radix } from 'radix-ui'
import { useRef, useState } from 'react'
import { useFocusReturn } from '../ui/use-focus-return.ts'
import { usePaletteGroups } from './palette-groups.ts'

/** Jumps to a key, a user, a page or another domain, or begins something. */
export default function CommandPalette({
  domain,
  open,
  onOpenChange,
}: {
  domain: string | undefined
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const isLeaving = useRef(false)
  const returnFocus = useFocusReturn(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={event => {
            // The page that opens takes the focus itself.
            if (isLeaving.current) event.preventDefault()
            returnFocus(event)
          }}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 animate-fade-in overflow-hidden rounded-xl border border-line bg-surface shadow-xl"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Palette
            domain={domain}
            go={there => {
              isLeaving.current = true
              onOpenChange(false)
              there()
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Palette({ domain, go }: { domain: string | undefined; go: Go }) {
  const [text, setText] = useState('')
  const [marked, setMarked] = useState('')
  const { groups, isSearching } = usePaletteGroups(domain, text.trim())
  const items = groups.flatMap(group => group.items)
  // Results come and go while one types; what Enter would choose is always one that is there.
  const current = items.find(({ id }) => id === marked) ?? items[0]

  function type(next: string) {
    setText(next)
    setMarked('')
  }

  return (
    <Command
      label="Search or jump to"
      shouldFilter={false}
      value={current?.id ?? ''}
      onValueChange={setMarked}
    >
      <Command.Input
        value={text}
        onValueChange={type}
        placeholder="A key, a user, a page, an action …"
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base outline-none"
      />
      <Command.List className="max-h-[55dvh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-muted">
          {isSearching ? 'Searching …' : 'Nothing found.'}
        </Command.Empty>
        {groups.map(group => (
          <Command.Group
            key={group.heading}
            heading={group.heading}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
          >
            {group.items.map(({ id, label, detail, icon: Icon, go: there }) => (
              <Command.Item
                key={id}
                value={id}
                onSelect={() => go(there)}
                className="flex min-w-0 cursor-pointer items-center gap-2.5 rounded-md px-3 py-2 data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
              >
                {Icon && <Icon aria-hidden />}
                <span className="truncate">{label}</span>
                {detail !== undefined && (
                  <span className="truncate text-xs text-muted">{detail}</span>
                )}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  )
}

/** Closes the palette and goes there. */
type Go = (there: () => unknown) => void

import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'

/** One tab: its name and what it shows. */
export interface Tab {
  id: string
  label: ReactNode
  content: ReactNode
}

/** Several panels, one at a time; with `value` it is the page that remembers which. */
export function Tabs({
  label,
  tabs,
  value,
  onValueChange,
}: {
  label: string
  tabs: readonly Tab[]
  value?: string
  onValueChange?: (id: string) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  // On narrow screens the open tab may be beyond the edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is open when the value changes
  useEffect(() => {
    const open = list.current?.querySelector('[data-state=active]')
    if (!list.current || !open) return
    // The list alone: whatever it lies in stays where it is.
    const { left, right } = list.current.getBoundingClientRect()
    const place = open.getBoundingClientRect()
    if (place.left < left) list.current.scrollLeft -= left - place.left
    if (place.right > right) list.current.scrollLeft += place.right - right
  }, [value])
  return (
    <Radix.Root
      {...(value === undefined ? { defaultValue: tabs[0]?.id ?? '' } : { value })}
      {...(onValueChange && { onValueChange })}
      activationMode="manual"
    >
      <Radix.List
        ref={list}
        aria-label={label}
        className="mb-3 flex gap-1 overflow-x-auto border-b border-line"
      >
        {tabs.map(tab => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            // Radix moves the focus itself, which browsers take for a keyboard's doing.
            onMouseDown={({ currentTarget }) => {
              currentTarget.dataset.mouse = ''
            }}
            onBlur={({ currentTarget }) => {
              delete currentTarget.dataset.mouse
            }}
            className="-mb-px border-b-2 border-transparent px-3 py-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink data-mouse:outline-none data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(tab => (
        <Radix.Content key={tab.id} value={tab.id}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}

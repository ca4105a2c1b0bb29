import { shortcuts } from '../../lib/shortcut.ts'
import { useStore } from '../../lib/store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Checkbox } from '../../ui/field.tsx'

const SHORTCUTS = [
  [['j', '↓'], 'Next key'],
  [['k', '↑'], 'Previous key'],
  [['Enter'], 'Open the marked key'],
  [['x'], 'Select the marked key'],
  [['c'], 'Create a key'],
  [['/'], 'Search'],
  [['?'], 'Show these shortcuts'],
  [['Ctrl K', '⌘ K'], 'Search or jump to anything'],
] as const

/** What single keys do, and a way to switch them off. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const isOn = useStore(shortcuts) === 'on'
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title="Keyboard shortcuts"
      width="small"
    >
      <dl className="mb-5 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-5 gap-y-2">
        {SHORTCUTS.map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {keys.map(key => (
                <kbd
                  key={key}
                  className="rounded border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="Use single keys as shortcuts"
        hint="Kept in this browser. Switch it off where they get in the way."
        checked={isOn}
        onChange={event => shortcuts.set(event.target.checked ? 'on' : 'off')}
      />
    </Dialog>
  )
}

import { useEffect } from 'react'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { OBJECT_FORM } from './save-bar.tsx'

/** Holds for what is typed as long as its page is open, in every tab: leaving asks, Ctrl S or Cmd S saves. */
export function EditGuard({ isDirty }: { isDirty: boolean }) {
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return
      // Where nothing can be saved, the browser would save the page.
      event.preventDefault()
      if (document.querySelector('[role$=dialog]') !== null) return
      const button = document.querySelector<HTMLButtonElement>(
        `button[form=${OBJECT_FORM}][data-save]`,
      )
      button?.click()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return <UnsavedChanges when={isDirty} />
}

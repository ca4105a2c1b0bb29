import { TriangleAlert } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { Actions } from '../../../ui/dialog.tsx'

/** Says above the form of an object what others did meanwhile, and what can be done now. */
export function EditorNotice({
  ref,
  title,
  children,
  actions,
}: {
  ref: Ref<HTMLElement>
  title: string
  children: ReactNode
  actions: ReactNode
}) {
  return (
    <section
      ref={ref}
      role="alert"
      className="flex scroll-mt-40 gap-3 rounded-xl border border-warning bg-surface p-5"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold wrap-anywhere">{title}</p>
        {children}
        <Actions>{actions}</Actions>
      </div>
    </section>
  )
}

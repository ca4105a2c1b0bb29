import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useCan } from '../../app/session.tsx'
import { MetadataField } from '../../keys/fields/metadata-field.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { sharedSecretQuery } from '../settings/settings.queries.ts'
import type { Draft, DraftProblems } from './draft.ts'

/** What few keys need: metadata, and the bundle for integrations that sign assertions. */
export function AdvancedSection({
  domain,
  draft,
  onChange,
  problems,
}: {
  domain: string
  draft: Draft
  onChange: (part: Partial<Draft>) => void
  problems: DraftProblems
}) {
  const can = useCan(domain)
  const mayReveal = can('backoffice.shared-secret:reveal') && can('backoffice.shared-secret:read')
  const sharedSecret = useQuery({ ...sharedSecretQuery(domain), enabled: mayReveal })
  const isWrong = problems.entries !== undefined || problems.includeBundle !== undefined
  const [isOpen, setIsOpen] = useState(false)
  useEffect(() => {
    if (isWrong) setIsOpen(true)
  }, [isWrong])

  return (
    <details
      open={isOpen}
      onToggle={event => setIsOpen(event.currentTarget.open)}
      className="group min-w-0 rounded-xl border border-line bg-surface"
    >
      <summary className="flex cursor-pointer list-none items-center gap-2 rounded-xl px-5 py-3.5 font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Advanced
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 px-5 pb-5">
        <MetadataField
          entries={draft.entries}
          onChange={entries => onChange({ entries })}
          error={problems.entries}
        />
        {sharedSecret.data && (
          <div>
            <Checkbox
              label="Also show the credential bundle"
              hint="Address, domain, token and the shared secret in one text. It asks for your password."
              checked={draft.includeBundle}
              onChange={event => onChange({ includeBundle: event.target.checked })}
            />
            {problems.includeBundle !== undefined && (
              <p role="alert" className="mt-1 text-[0.8125rem] text-danger">
                {problems.includeBundle}
              </p>
            )}
          </div>
        )}
      </div>
    </details>
  )
}

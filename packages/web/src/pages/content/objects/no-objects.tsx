import type { ContentType } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { FileText, Plus, SearchX } from 'lucide-react'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/states.tsx'
import { CLEARED, type ObjectsSearch } from './objects.search.ts'

/** A type has no objects yet: what they are, and how there come to be some. */
export function NoObjects({
  domain,
  type,
  mayCreate,
}: {
  domain: string
  type: ContentType
  mayCreate: boolean
}) {
  return (
    <Empty
      icon={FileText}
      title={`No ${type.label} yet`}
      action={
        mayCreate && (
          <Link
            to="/d/$domain/content/objects/$type/-new"
            params={{ domain, type: type.name }}
            className={buttonClass('primary')}
          >
            <Plus aria-hidden /> New object
          </Link>
        )
      }
    >
      <p>Each object holds what the fields of its type say. A new one is a draft.</p>
      <ol className="mt-3 grid list-inside list-decimal gap-1 text-left">
        <li>Make one here, import a file of them, or send them with a key.</li>
        <li>Publish: delivery then answers what the object says.</li>
        <li>Go on editing: readers see no change until you publish again.</li>
      </ol>
      {!mayCreate && (
        <p className="mt-3">
          To make some you need <code className="font-mono">content.{type.name}:create</code>.
        </p>
      )}
    </Empty>
  )
}

/** There are objects, but none like that. */
export function NothingFound({ onChange }: { onChange: (changes: ObjectsSearch) => void }) {
  return (
    <Empty
      icon={SearchX}
      title="No object matches"
      action={<Button onClick={() => onChange(CLEARED)}>Clear filters</Button>}
    >
      A search finds objects that have all its words; the last one may be the beginning of one.
      Filters compare letter by letter.
    </Empty>
  )
}

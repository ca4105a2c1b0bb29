import { ArrowRight, Shapes } from 'lucide-react'
import type { ReactNode } from 'react'
import { Empty } from '../../../ui/states.tsx'

/** Nothing is defined yet: what a content type is, by the two that most people begin with. */
export function NoTypes({ create }: { create: ReactNode }) {
  return (
    <div className="rounded-xl border border-line bg-surface">
      <Empty icon={Shapes} title="No content type yet" action={create}>
        A content type says which fields its objects have, as a form has boxes. Articles, authors,
        products, opening hours: each is one. Editors then write objects of it, and your pages and
        apps read them.
      </Empty>
      <div className="border-t border-line px-5 py-6">
        <p className="text-center text-muted">
          Most people begin with two, of which one leads to the other. Make Author first: Article
          can then have a relation to it.
        </p>
        <div className="mx-auto mt-4 grid max-w-2xl grid-cols-[minmax(0,1fr)] items-center gap-3 sm:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
          <Example
            name="Article"
            fields={[
              ['Title', 'Text'],
              ['Slug', 'Text, as part of an address'],
              ['Body', 'Markdown'],
              ['Author', 'Relation to an author'],
            ]}
          />
          <ArrowRight aria-hidden className="mx-auto size-5 text-muted max-sm:rotate-90" />
          <Example
            name="Author"
            fields={[
              ['Name', 'Text'],
              ['Portrait', 'Media'],
            ]}
          />
        </div>
      </div>
    </div>
  )
}

function Example({
  name,
  fields,
}: {
  name: string
  fields: readonly [name: string, kind: string][]
}) {
  return (
    <div className="rounded-lg border border-line bg-page p-4">
      <p className="mb-2 font-semibold">{name}</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {fields.map(([field, kind]) => (
          <div key={field} className="contents">
            <dt>{field}</dt>
            <dd className="text-muted">{kind}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

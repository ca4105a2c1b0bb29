import { type FieldChange, fieldWords, linesOf } from './event-text.ts'

/** The fields that changed, before and after side by side. */
export function ChangeTable({
  changes,
  hasBefore,
  hasAfter,
}: {
  changes: readonly FieldChange[]
  /** False: the thing was just made. */
  hasBefore: boolean
  /** False: the thing is gone. */
  hasAfter: boolean
}) {
  return (
    <section
      aria-label="Changed fields"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full table-fixed border-collapse text-left text-[0.8125rem]">
        <thead>
          <tr className="border-b border-line text-xs text-muted">
            <th scope="col" className="w-1/3 px-3 py-2 sm:w-1/4 font-medium">
              Field
            </th>
            {hasBefore && (
              <th scope="col" className="px-3 py-2 font-medium">
                Before
              </th>
            )}
            {hasAfter && (
              <th scope="col" className="px-3 py-2 font-medium">
                After
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <tr key={field} className="border-b border-line align-top last:border-0">
              <th scope="row" className="px-3 py-2 font-medium break-words">
                {fieldWords(field)}
              </th>
              {hasBefore && (
                <td className="bg-danger-soft/40 px-3 py-2 break-words">
                  <Lines field={field} value={before} />
                </td>
              )}
              {hasAfter && (
                <td className="bg-good-soft/40 px-3 py-2 break-words">
                  <Lines field={field} value={after} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Lines({ field, value }: { field: string; value: unknown }) {
  const lines = linesOf(field, value)
  if (lines.length === 0) return <span className="text-muted">–</span>
  return (
    <ul>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a value that never changes
        <li key={index} className="whitespace-pre-wrap">
          {line}
        </li>
      ))}
    </ul>
  )
}

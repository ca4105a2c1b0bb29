/** So many of a long list are shown. */
const MAX_SHOWN = 12

/** A few permissions after a word. */
export function Permissions({
  word,
  list,
  className,
}: {
  word: string
  list: readonly string[]
  className?: string
}) {
  const shown = list.slice(0, MAX_SHOWN)
  return (
    <span className="break-words">
      <span className={className}>{word}</span>{' '}
      <code className="font-mono text-xs">{shown.join(', ')}</code>
      {list.length > shown.length && ` and ${list.length - shown.length} more`}
    </span>
  )
}

import { formatCount } from '../../../lib/count.ts'
import type { ImportStep } from './import-run.ts'

/** How far an import is. */
export function ImportProgress({ step }: { step: ImportStep }) {
  const share = shareOf(step)
  return (
    <div className="grid gap-2 rounded-lg bg-sunken px-3 py-2.5">
      <progress
        aria-label="Import"
        max={1}
        {...(share !== undefined && { value: share })}
        className="h-1.5 w-full overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      />
      <p role="status" className="tabular-nums">
        {wordsOf(step)}
      </p>
    </div>
  )
}

function shareOf(step: ImportStep): number | undefined {
  if (step.step === 'sending') return step.share
  if (!step.progress || step.progress.rows === 0) return undefined
  return (step.progress.done + step.progress.failed) / step.progress.rows
}

function wordsOf(step: ImportStep): string {
  if (step.step === 'sending') return `Sending the file: ${Math.floor(step.share * 100)} %`
  if (!step.progress) return 'The file has arrived. Its rows are read …'
  const { rows, done, failed } = step.progress
  const refused = failed > 0 ? `, ${formatCount(failed)} refused` : ''
  return `${formatCount(done)} of ${formatCount(rows)} rows are written${refused}. It goes on when you close this.`
}

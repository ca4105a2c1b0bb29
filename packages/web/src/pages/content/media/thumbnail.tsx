import type { MediaFile } from '@keywright/contract'
import { useEffect, useState } from 'react'
import { cn } from '../../../lib/cn.ts'
import { hasVariants, kindOf } from './media-kind.ts'

/** Variants are made when they are first asked for; where too many are, it is asked again a few times. */
const ATTEMPTS = 4
const PAUSE_MILLISECONDS = 1500

/** A small picture of a file: of images a variant, of all others the sign of their kind. Its name stands beside it. */
export function Thumbnail({
  file,
  className,
}: {
  file: Pick<MediaFile, 'url' | 'type'>
  className?: string
}) {
  const [attempt, setAttempt] = useState(0)
  const [hasFailed, setHasFailed] = useState(false)
  useEffect(() => {
    if (!hasFailed || attempt >= ATTEMPTS) return
    const timer = setTimeout(
      () => {
        setHasFailed(false)
        setAttempt(attempt + 1)
      },
      PAUSE_MILLISECONDS * (attempt + 1),
    )
    return () => clearTimeout(timer)
  }, [hasFailed, attempt])

  const { icon: Icon } = kindOf(file.type)
  const size =
    'relative grid aspect-4/3 w-full place-items-center overflow-hidden bg-sunken text-muted'
  if (!hasVariants(file) || hasFailed) {
    return (
      <div aria-hidden className={cn(size, className)}>
        <Icon className="size-8" />
      </div>
    )
  }
  return (
    <div className={cn(size, className)}>
      <img
        key={attempt}
        src={`${file.url}?width=320&format=webp`}
        alt=""
        loading="lazy"
        decoding="async"
        className="absolute inset-0 size-full object-contain"
        onError={() => setHasFailed(true)}
      />
    </div>
  )
}

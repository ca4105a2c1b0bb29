import { AppError } from '../app-error.ts'

/** A database that does not answer a look-up for so long counts as away. */
const DEADLINE_MILLISECONDS = 2500

/** The answer of a look-up that somebody waits for; rejects with DATABASE_UNAVAILABLE when it takes too long. */
export async function withinDeadline<T>(query: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('DATABASE_UNAVAILABLE', { cause: 'no answer in time' })),
      DEADLINE_MILLISECONDS,
    )
  })
  try {
    return await Promise.race([query, deadline])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether an error, of a query or of waiting for it, means that the database is away. */
export function isAway(error: unknown, isOutage: (error: unknown) => boolean): boolean {
  return isOutage(error) || (error instanceof AppError && error.code === 'DATABASE_UNAVAILABLE')
}

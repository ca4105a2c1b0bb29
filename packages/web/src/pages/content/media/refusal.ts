import { ERRORS, type ErrorCode, ProblemError } from '@keywright/contract'

/** Why a file was not taken, in words for the person who sent it. */
export function refusalOf(error: Error): { title: string; help?: string; request?: string } {
  if (!(error instanceof ProblemError)) return { title: error.message }
  const { code, requestId, errors = [], missing = [] } = error.problem
  const reasons = [...errors.map(({ message }) => message), ...missing.map(needs)]
  const title = [error.message, ...reasons.map(reason => `${sentence(reason)}.`)].join(' ')
  const help = HELP.has(code) && isKnown(code) ? ERRORS[code].help : undefined
  return {
    title,
    ...(help !== undefined && { help }),
    ...(requestId !== '' && { request: `${code} · request ${requestId}` }),
  }
}

/** Those whose help is for people who send files, and not for programs. */
const HELP = new Set(['IMAGE_UNREADABLE'])

function needs(permission: string): string {
  return `it needs the permission ${permission}`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function isKnown(code: string): code is ErrorCode {
  return code in ERRORS
}

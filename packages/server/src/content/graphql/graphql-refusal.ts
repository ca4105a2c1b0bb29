import { ERRORS, type ErrorCode, type GraphqlAnswer } from '@keywright/contract'
import { maskTokensIn } from '@keywright/core'
import { GraphQLError } from 'graphql'
import { AppError } from '../../app-error.ts'

type RefusalCode = Extract<
  ErrorCode,
  'GRAPHQL_INVALID' | 'GRAPHQL_TOO_COSTLY' | 'PERSISTED_QUERY_NOT_FOUND'
>

/** A request that is not run at all. */
export class GraphqlRefusal extends Error {
  override readonly name = 'GraphqlRefusal'
  readonly code: RefusalCode
  readonly errors: readonly GraphQLError[]

  constructor(code: RefusalCode, errors: string | readonly GraphQLError[]) {
    super(code)
    this.code = code
    this.errors = typeof errors === 'string' ? [new GraphQLError(errors)] : errors
  }
}

type WireError = NonNullable<GraphqlAnswer['errors']>[number]

const MAX_MESSAGE = 500

/** An error of a request that was not run. */
export function refusedError(code: RefusalCode, error: GraphQLError, requestId: string): WireError {
  return {
    message: readable(error.message),
    ...(error.locations && { locations: [...error.locations] }),
    extensions: { code, requestId },
  }
}

/** An error at one place of an answer: what the same refusal says elsewhere. */
export function fieldError(error: GraphQLError, requestId: string): WireError {
  const known = error.originalError
  const { code, details } = known instanceof AppError ? known : new AppError('INTERNAL')
  const errors = details.errors?.map(({ pointer, message }) => ({
    // There is no query string here, but arguments of the same names.
    pointer: maskTokensIn(pointer.replace(/^\/query\//, '/')),
    message: maskTokensIn(message),
  }))
  return {
    message: readable(details.detail ?? ERRORS[code].title),
    ...(error.locations && { locations: [...error.locations] }),
    ...(error.path && { path: [...error.path] }),
    extensions: {
      code,
      requestId,
      ...(errors && { errors }),
      ...(details.missing && { missing: details.missing }),
      ...(details.offenders && { offenders: details.offenders }),
    },
  }
}

/** Messages repeat what was sent, and somebody may have sent a token, or very much. */
function readable(message: string): string {
  const masked = maskTokensIn(message.replace(/^Syntax Error: /, 'The text does not parse: '))
  return masked.length > MAX_MESSAGE ? `${masked.slice(0, MAX_MESSAGE)}…` : masked
}

import type { GraphqlAnswer, GraphqlRequest } from '@keywright/contract'
import {
  type DocumentNode,
  execute,
  GraphQLError,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { DomainActor, DomainVisitor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import { isStorable } from '../../lib/text.ts'
import type { View } from '../objects/objects.table.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import { DOCUMENT_LIMITS, requireModest } from './document-limits.ts'
import { beginExecution, type Execution, type ExecutionParts } from './execution.ts'
import { fieldError, GraphqlRefusal, refusedError } from './graphql-refusal.ts'
import { requireAffordable } from './operation-cost.ts'
import { createPersistedQueries } from './persisted-queries.ts'
import { createSchemas, type KnownSchema } from './schemas.ts'
import { sightOf } from './type-rights.ts'

/** What becomes of a request. */
export interface GraphqlOutcome {
  answer: GraphqlAnswer
  /** Why it was not run; undefined where it was. */
  refused: GraphqlRefusal['code'] | undefined
}

/** GraphQL over the objects of a domain: every visitor has the schema of what they may see. */
export interface GraphqlService {
  /** Over drafts, with mutations. */
  edit(actor: DomainActor, request: GraphqlRequest): Promise<GraphqlOutcome>
  /** Over what is published. */
  deliver(visitor: DomainVisitor, request: GraphqlRequest): Promise<GraphqlOutcome>
}

/** Texts that were parsed and fit a schema, in characters: what is made of them takes many times that. */
const MAX_PREPARED_CHARACTERS = 2 * 1024 * 1024

const MAX_VALIDATION_ERRORS = 10

/** Makes the service. */
export function createGraphqlService(
  parts: ExecutionParts & { types: ContentTypeRegistry; logger: Logger },
): GraphqlService {
  const { types, logger, database } = parts
  const schemas = createSchemas()
  const persisted = createPersistedQueries()
  const prepared = new LRUCache<string, DocumentNode>({
    maxSize: MAX_PREPARED_CHARACTERS,
    sizeCalculation: (_, name) => name.length,
  })

  function prepare({ number, schema }: KnownSchema, text: string): DocumentNode {
    const name = `${number} ${text}`
    const known = prepared.get(name)
    if (known) return known
    const document = parseText(text)
    requireModest(document)
    requireStorable(document)
    const errors = validate(schema, document, undefined, { maxErrors: MAX_VALIDATION_ERRORS })
    if (errors.length > 0) throw new GraphqlRefusal('GRAPHQL_INVALID', errors)
    prepared.set(name, document)
    return document
  }

  async function run(
    view: View,
    visitor: DomainVisitor,
    actor: DomainActor | null,
    request: GraphqlRequest,
  ) {
    const { domain } = visitor
    const known = await schemas.get(sightOf(view, visitor, await types.list(domain.id)))
    const { text, keep } = persisted.resolve(`${view} ${domain.id}`, request)
    if (Buffer.byteLength(text) > DOCUMENT_LIMITS.bytes) {
      const message = `A text of more than ${DOCUMENT_LIMITS.bytes} bytes is not allowed.`
      throw new GraphqlRefusal('GRAPHQL_TOO_COSTLY', message)
    }
    const document = prepare(known, text)
    const { operation, fragments } = pickOperation(document, request.operationName ?? undefined)
    const { schema, size } = known
    if (!schema.getRootType(operation.operation)) {
      const message = `There is no ${operation.operation} here.`
      throw new GraphqlRefusal('GRAPHQL_INVALID', message)
    }
    const variables = readVariables(known, operation, request.variables ?? {})
    try {
      requireAffordable(operation, { schema, size, fragments, variables })
    } catch (error) {
      // An argument that only its variables make wrong.
      if (error instanceof GraphQLError) throw new GraphqlRefusal('GRAPHQL_INVALID', [error])
      throw error
    }
    keep()
    const execution = beginExecution(parts, view, visitor, actor)
    const result = await execute({
      schema,
      document,
      contextValue: execution,
      variableValues: request.variables ?? {},
      operationName: request.operationName ?? null,
    })
    return conclude(execution, operation, result)
  }

  function conclude(
    execution: Execution,
    { operation }: OperationDefinitionNode,
    { data, errors = [] }: Awaited<ReturnType<typeof execute>>,
  ): GraphqlAnswer {
    // What was changed stays changed, and so what became of it is told.
    if (operation === 'query') {
      if (execution.exhausted) {
        const { detail = '' } = execution.exhausted.details
        throw new GraphqlRefusal('GRAPHQL_TOO_COSTLY', detail)
      }
      const outage = errors.map(({ originalError }) => originalError).find(isOutage)
      if (outage) throw outage
    }
    const { requestId } = execution.visitor.context
    for (const error of errors) {
      if (error.originalError instanceof AppError) continue
      logger.error({ requestId, err: error.originalError ?? error }, 'GraphQL field failed')
    }
    return {
      data: data ?? null,
      ...(errors.length > 0 && { errors: errors.map(error => fieldError(error, requestId ?? '')) }),
    }
  }

  function isOutage(error: unknown): boolean {
    if (error instanceof AppError) return error.status === 503
    return error !== undefined && database.engine.isOutage(error)
  }

  async function outcome(
    view: View,
    visitor: DomainVisitor,
    actor: DomainActor | null,
    request: GraphqlRequest,
  ): Promise<GraphqlOutcome> {
    try {
      return { answer: await run(view, visitor, actor, request), refused: undefined }
    } catch (error) {
      if (!(error instanceof GraphqlRefusal)) throw error
      const { requestId } = visitor.context
      const errors = error.errors.map(each => refusedError(error.code, each, requestId ?? ''))
      return { answer: { errors }, refused: error.code }
    }
  }

  return {
    edit: (actor, request) => outcome('draft', actor, actor, request),
    deliver: (visitor, request) => outcome('published', visitor, null, request),
  }
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: DOCUMENT_LIMITS.tokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const isTooMuch = error.message.includes('Document contains more')
    throw new GraphqlRefusal(isTooMuch ? 'GRAPHQL_TOO_COSTLY' : 'GRAPHQL_INVALID', [error])
  }
}

/** Texts that a database would refuse or give back changed. */
function requireStorable(document: DocumentNode): void {
  visit(document, {
    [Kind.STRING](node) {
      if (isStorable(node.value)) return
      throw new GraphqlRefusal('GRAPHQL_INVALID', [
        new GraphQLError('A text holds what is no Unicode, or U+0000.', { nodes: node }),
      ])
    },
  })
}

function pickOperation(document: DocumentNode, name: string | undefined) {
  const fragments = Object.create(null)
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  const wanted =
    name === undefined ? operations : operations.filter(each => each.name?.value === name)
  const [operation, ...others] = wanted
  if (operation && others.length === 0) return { operation, fragments }
  throw new GraphqlRefusal(
    'GRAPHQL_INVALID',
    operation ? 'Name one of the operations in operationName.' : 'There is no such operation.',
  )
}

/** Variables as the schema takes them. */
function readVariables(
  { schema }: KnownSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (!allStorable(given)) {
    throw new GraphqlRefusal('GRAPHQL_INVALID', 'A variable holds what is no Unicode, or U+0000.')
  }
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, {
    maxErrors: MAX_VALIDATION_ERRORS,
  })
  if (errors) throw new GraphqlRefusal('GRAPHQL_INVALID', errors)
  return coerced
}

function allStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(allStorable)
}

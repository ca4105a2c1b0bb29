import { objectId } from '@keywright/contract'
import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLNonNull } from 'graphql'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { ObjectsService } from '../objects/objects.service.ts'
import type { Execution } from './execution.ts'
import { fieldsFromInput } from './object-inputs.ts'
import type { RootFields, TypeParts } from './type-parts.ts'

type Arguments = Readonly<Record<string, unknown>>

type Change<T> = (objects: ObjectsService, actor: DomainActor, args: Arguments) => Promise<T>

const ID = { type: new GraphQLNonNull(GraphQLID) }

const VERSION = {
  type: GraphQLInt,
  description: 'Only if this is the stored version; else PRECONDITION_FAILED.',
}

/** What a visitor may do to the objects of a content type; each is a transaction of its own. */
export function mutationFields(parts: TypeParts): RootFields {
  const { type, names, shape, object, writes, input, patch } = parts
  const at = (args: Arguments) => ({
    type: type.name,
    id: String(args.id),
    ifMatch: typeof args.version === 'number' ? args.version : undefined,
  })
  const fieldsOf = (given: unknown, suffix: 'Input' | 'Patch') =>
    // It was coerced to the input type of these properties.
    fieldsFromInput(shape.properties, (given ?? {}) as Arguments, suffix)

  function field(args: RootFields[string]['args'], change: Change<unknown>): RootFields[string] {
    return {
      type: object,
      ...(args && { args }),
      resolve: (_, given, execution) => run(execution, shape.hidden, given, change),
      extensions: { isMutation: true },
    }
  }

  const fields: RootFields = {}
  if (writes.has('create')) {
    fields[`create${names.type}`] = field(
      {
        id: { type: GraphQLID, description: 'Made up unless it is given.' },
        ...(input && { input: { type: new GraphQLNonNull(input) } }),
      },
      async (objects, actor, args) => {
        const id = args.id == null ? undefined : requireId(args.id)
        const given = { type: type.name, id, fields: fieldsOf(args.input, 'Input') }
        return (await objects.create(actor, given)).value
      },
    )
  }
  if (writes.has('update') && patch) {
    fields[`update${names.type}`] = field(
      { id: ID, patch: { type: new GraphQLNonNull(patch) }, version: VERSION },
      async (objects, actor, args) =>
        (await objects.patch(actor, at(args), fieldsOf(args.patch, 'Patch'))).value,
    )
  }
  if (writes.has('delete')) {
    fields[`delete${names.type}`] = {
      ...field(
        {
          id: ID,
          version: VERSION,
          detach: {
            type: new GraphQLNonNull(GraphQLBoolean),
            defaultValue: false,
            description: 'Take the references out of the objects that have them, where one may.',
          },
        },
        async (objects, actor, args) => {
          await objects.delete(actor, at(args), args.detach === true)
          return args.id
        },
      ),
      type: GraphQLID,
      description: 'Answers the id of what is gone.',
    }
  }
  if (writes.has('publish')) {
    for (const action of ['publish', 'unpublish'] as const) {
      fields[`${action}${names.type}`] = field(
        { id: ID, version: VERSION },
        async (objects, actor, args) => (await objects[action](actor, at(args))).value,
      )
    }
  }
  return fields
}

async function run(
  execution: Execution,
  hidden: ReadonlySet<string>,
  args: Arguments,
  change: Change<unknown>,
): Promise<unknown> {
  // Only the schema of drafts has mutations, and nobody gets there without a credential.
  if (!execution.actor) throw new AppError('FORBIDDEN')
  try {
    return await change(execution.parts.objects, execution.actor, args)
  } catch (error) {
    throw error instanceof AppError ? inArguments(withoutHidden(error, hidden), args) : error
  } finally {
    execution.forget()
  }
}

/** What is wrong with a field that the visitor does not see is told without its name. */
function withoutHidden(error: AppError, hidden: ReadonlySet<string>): AppError {
  const { errors } = error.details
  if (!errors || hidden.size === 0) return error
  return new AppError(error.code, {
    ...error.details,
    errors: errors.map(problem => {
      const steps = problem.pointer.split('/').slice(2)
      const path = steps.filter(step => !/^\d+$/.test(step)).join('.')
      const isHidden = [...hidden].some(name => path === name || path.startsWith(`${name}.`))
      return isHidden ? { pointer: '/fields', message: HIDDEN } : problem
    }),
  })
}

/** Fields stand in an argument here, which has another name. */
function inArguments(error: AppError, args: Arguments): AppError {
  const { errors } = error.details
  const name = ['input', 'patch'].find(argument => Object.hasOwn(args, argument))
  if (!errors || name === undefined) return error
  return new AppError(error.code, {
    ...error.details,
    errors: errors.map(({ pointer, message }) => ({
      pointer: pointer.replace(/^\/fields(?=\/|$)/, `/${name}`),
      message,
    })),
  })
}

const HIDDEN = 'something that you may not see does not fit'

function requireId(id: unknown): string {
  const parsed = objectId.safeParse(id)
  if (parsed.success) return parsed.data
  throw new AppError('VALIDATION_FAILED', {
    errors: parsed.error.issues.map(({ message }) => ({ pointer: '/id', message })),
  })
}

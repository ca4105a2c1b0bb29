import {
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import type { ReactNode } from 'react'

/** One type: what it is, and its fields with what they take. */
export function TypeDocs({
  schema,
  type,
  onOpen,
}: {
  schema: GraphQLSchema
  type: GraphQLNamedType
  onOpen: (name: string) => void
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 wrap-anywhere">
      <div>
        <h3 className="font-mono font-semibold">{type.name}</h3>
        <p className="text-xs text-muted">{kindOf(type)}</p>
      </div>
      <About text={type.description} />
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">{partsOf(schema, type, onOpen)}</ul>
    </div>
  )
}

/** A way to a type, or to the type that has a field. */
export function TypeLink({
  name,
  field,
  text,
  onOpen,
}: {
  name: string
  field?: string | undefined
  /** How it is written, as in `[Article!]!`. */
  text?: string
  onOpen: (name: string) => void
}) {
  return (
    <button
      type="button"
      onClick={() => onOpen(name)}
      className="max-w-full rounded py-0.5 text-left font-mono text-[0.8125rem] text-accent underline decoration-line underline-offset-3 wrap-anywhere hover:decoration-accent"
    >
      {text ?? name}
      {field !== undefined && `.${field}`}
    </button>
  )
}

function partsOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  onOpen: (name: string) => void,
): ReactNode {
  if (isObjectType(type)) {
    return Object.values(type.getFields()).map(field => (
      <Part
        key={field.name}
        name={field.name}
        type={field.type}
        about={field.description}
        onOpen={onOpen}
      >
        {field.args.length > 0 && (
          <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5 border-l-2 border-line pl-3">
            {field.args.map(({ name, type, description }) => (
              <Part key={name} name={name} type={type} about={description} onOpen={onOpen} />
            ))}
          </ul>
        )}
      </Part>
    ))
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, type, description }) => (
      <Part key={name} name={name} type={type} about={description} onOpen={onOpen} />
    ))
  }
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => (
      <li key={name}>
        <code className="font-mono text-[0.8125rem]">{name}</code>
        <About text={description} />
      </li>
    ))
  }
  if (!isAbstractType(type)) return null
  return schema.getPossibleTypes(type).map(({ name }) => (
    <li key={name}>
      <TypeLink name={name} onOpen={onOpen} />
    </li>
  ))
}

function Part({
  name,
  type,
  about,
  onOpen,
  children,
}: {
  name: string
  type: GraphQLType
  about: string | null | undefined
  onOpen: (name: string) => void
  children?: ReactNode
}) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <p>
        <code className="font-mono text-[0.8125rem] font-medium">{name}</code>
        <span className="text-muted">: </span>
        <TypeLink name={getNamedType(type).name} text={String(type)} onOpen={onOpen} />
      </p>
      <About text={about} />
      {children}
    </li>
  )
}

function About({ text }: { text: string | null | undefined }) {
  return text ? <p className="text-[0.8125rem] whitespace-pre-line text-muted">{text}</p> : null
}

function kindOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'What can be asked for'
  if (isInputObjectType(type)) return 'What can be sent'
  if (isEnumType(type)) return 'One of these values'
  return isAbstractType(type) ? 'One of these types' : 'A plain value'
}

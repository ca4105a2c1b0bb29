/*
 * Every name follows from the name of its own type alone. Whether another type exists, which the
 * visitor may not even see, changes nothing, and neither does a type that is made later.
 */

/** What the schema calls the objects of a content type. */
export interface TypeNames {
  /** The type itself: `blog_post` is `BlogPost`. */
  readonly type: string
  /** The root field of one object by its id. */
  readonly one: string
  readonly bySlug: string
  /** The root field of lists. */
  readonly list: string
}

/** Suffixes that make other types of a content type; a type whose name ends so is told apart. */
const SUFFIXES = 'Filter|Slice|Input|Patch|Comparison'

/** Types that every schema has. */
const OWN_TYPES =
  'Query|Mutation|Subscription|String|Int|Float|Boolean|ID|JSON|File|FocalPoint|Maker|ObjectRef|ObjectState|ObjectVersion'

const TAKEN_TYPE = new RegExp(`(${SUFFIXES})$|^(${OWN_TYPES})$`)

/** Root fields that another type may have under one of its rules. */
const TAKEN_FIELD = /BySlug$|sList$|sById$/

/** The names of a content type. */
export function namesOf(name: string): TypeNames {
  const pascal = pascalCase(name)
  const type = TAKEN_TYPE.test(pascal) ? `${pascal}_1` : pascal
  const camel = `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`
  const field = TAKEN_FIELD.test(camel) ? `${camel}_1` : camel
  // With an s at its end it could be the list of another type.
  const isPlural = field.endsWith('s')
  return {
    type,
    one: isPlural ? `${field}ById` : field,
    bySlug: `${field}BySlug`,
    list: isPlural ? `${field}List` : `${field}s`,
  }
}

/**
 * A letter after an underscore becomes a capital, any other underscore `_0`: so no two content types
 * have one name, and an underscore is never followed by a letter.
 */
function pascalCase(name: string): string {
  return `_${name}`.replace(/_([a-z])?/g, (_, letter?: string) => letter?.toUpperCase() ?? '_0')
}

/**
 * Names for what lies inside a content type: `Article_seo` for the object at `seo`. An underscore
 * before a letter is in no name of a content type, so only names of one type can meet: then the
 * later one gets another underscore.
 */
export function createInnerNames(
  type: string,
): (path: readonly string[], suffix?: string) => string {
  const taken = new Set<string>()
  return (path, suffix = '') => {
    let name = `${type}_${path.join('_')}${suffix}`
    while (taken.has(name)) name += '_'
    taken.add(name)
    return name
  }
}

/** Whether a text can stand in a query as the value of an enum. */
export function isEnumName(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    /^(?!__)[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(text) &&
    !['true', 'false', 'null'].includes(text)
  )
}

import fc from 'fast-check'

/*
 * The permission rules written as plainly as possible, over a small closed world: every resource of
 * two to four segments out of three names, and six actions. The name `z` and the action `zap` are
 * never granted by name, so asking for all of the world means what asking for a wildcard means.
 */

const GRANTED_NAMES = ['a', 'b']
const NAMES = [...GRANTED_NAMES, 'z']
const WRITE = ['create', 'update', 'delete']
const GRANTED_ACTIONS = ['create', 'read', 'update', 'delete', 'refund', 'write', '*']
const ACTIONS = ['create', 'read', 'update', 'delete', 'refund', 'zap']

/** Every concrete permission of the world. */
export const WORLD: readonly string[] = [2, 3, 4]
  .flatMap(resourcesOfDepth)
  .flatMap(resource => ACTIONS.map(action => `${resource}:${action}`))

/** True when one of the grants matches the concrete permission. */
export function referenceAllows(grants: readonly string[], permission: string): boolean {
  return grants.some(grant => referenceMatches(grant, permission))
}

/** True when every layer allows the concrete permission, and there is a layer. */
export function referenceDecides(
  layers: readonly (readonly string[])[],
  permission: string,
): boolean {
  return layers.length > 0 && layers.every(grants => referenceAllows(grants, permission))
}

/** The concrete permissions of the world that a permission, perhaps with wildcards, stands for. */
export function referenceInstances(permission: string): readonly string[] {
  const known = instances.get(permission)
  if (known !== undefined) return known
  const found = WORLD.filter(concrete => referenceMatches(permission, concrete))
  instances.set(permission, found)
  return found
}

/** Permissions of the world with all kinds of wildcards. */
export const anyPermission: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 1, arbitrary: fc.constant('*') },
      {
        weight: 8,
        arbitrary: fc
          .array(fc.constantFrom(...GRANTED_NAMES, '*'), { minLength: 2, maxLength: 3 })
          .map(segments => segments.join('.')),
      },
    ),
    fc.constantFrom(...GRANTED_ACTIONS),
  )
  .map(([resource, action]) => `${resource}:${action}`)

/** Lists of permissions, the empty one included. */
export const anyPermissions: fc.Arbitrary<string[]> = fc.array(anyPermission, { maxLength: 6 })

/** The layers of a principal, none included. */
export const anyLayers: fc.Arbitrary<string[][]> = fc.array(anyPermissions, { maxLength: 3 })

const instances = new Map<string, readonly string[]>()
const expressions = new Map<string, RegExp>()

function referenceMatches(grant: string, permission: string): boolean {
  let expression = expressions.get(grant)
  if (expression === undefined) {
    const [resource = '', action = ''] = grant.split(':')
    expression = new RegExp(`^${resourceSource(resource)}:${actionSource(action)}$`)
    expressions.set(grant, expression)
  }
  return expression.test(permission)
}

function resourceSource(resource: string): string {
  const segments = resource.split('.')
  return segments
    .map((segment, index) => {
      if (segment !== '*') return segment
      return index === segments.length - 1 ? '[^:]+' : '[^.:]+'
    })
    .join('[.]')
}

function actionSource(action: string): string {
  if (action === '*') return '.+'
  return action === 'write' ? `(${WRITE.join('|')})` : action
}

function resourcesOfDepth(depth: number): string[] {
  if (depth === 1) return NAMES
  return resourcesOfDepth(depth - 1).flatMap(start => NAMES.map(name => `${start}.${name}`))
}

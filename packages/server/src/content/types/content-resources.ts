import { BUILT_IN_RESOURCES } from '@keywright/core'
import type { ContentTypeRegistry } from './content-type.ts'

/** Rows of the permission matrix. */
export interface ContentResources {
  /** A row for the objects of each content type; `content.*` stands for all of them. */
  listResources(domainId: string): Promise<ContentResource[]>
}

interface ContentResource {
  api: string
  resource: string
  permission: string
  description: string
  actions: { name: string; description: string }[]
}

/** Makes the rows from what the registry knows. */
export function createContentResources(
  registry: Pick<ContentTypeRegistry, 'list'>,
): ContentResources {
  const actions = BUILT_IN_RESOURCES.find(({ resource }) => resource === 'content.*')?.actions ?? []
  return {
    async listResources(domainId) {
      const types = await registry.list(domainId)
      return types.map(({ name, view }) => ({
        api: 'content',
        resource: name,
        permission: `content.${name}`,
        description: view.description || view.label,
        actions: actions.map(({ action, description }) => ({ name: action, description })),
      }))
    },
  }
}

import { covers } from './pattern.ts'

/** One action of a resource, with what it lets someone do. */
export interface BuiltInAction {
  readonly action: string
  readonly description: string
}

/** A resource of the built-in APIs; `content.*` stands for every content type. */
export interface BuiltInResource {
  readonly resource: string
  readonly description: string
  readonly actions: readonly BuiltInAction[]
}

/** The resources of the `backoffice` and `content` APIs: the rows of the permission matrix. */
export const BUILT_IN_RESOURCES: readonly BuiltInResource[] = [
  resource('backoffice.domains', 'The domain and its settings.', {
    read: 'See the domain and its settings.',
    update: 'Change the settings of the domain.',
    delete: 'Delete the domain with all that belongs to it.',
  }),
  resource('backoffice.users', 'The people who belong to the domain.', {
    create: 'Add people to the domain.',
    read: 'See the people of the domain and their roles.',
    update: 'Change which role a person has.',
    delete: 'Remove people from the domain.',
    impersonate: 'Make keys that act as another user.',
  }),
  resource('backoffice.invitations', 'Invitations that were not accepted yet.', {
    create: 'Invite people to the domain.',
    read: 'See open invitations.',
    delete: 'Withdraw invitations.',
  }),
  resource('backoffice.roles', 'The named lists of permissions of the domain.', {
    create: 'Add roles.',
    read: 'See roles and their permissions.',
    update: 'Change the permissions of roles.',
    delete: 'Delete roles that nobody has.',
  }),
  resource('backoffice.keys', 'All API keys of the domain.', {
    create: 'Make API keys, never stronger than oneself.',
    read: 'See all API keys, their access and use.',
    update: 'Change, disable, enable and rotate any API key.',
    delete: 'Revoke any API key.',
    reveal: 'See the token of any sealed API key again.',
    verify: 'Ask whether a token is valid and what it may do.',
  }),
  resource('backoffice.keys.own', 'API keys that one made or that act as oneself.', {
    create: 'Make API keys that act as oneself or with rights one holds.',
    read: 'See one’s own API keys, their access and use.',
    update: 'Change, disable, enable and rotate one’s own API keys.',
    delete: 'Revoke one’s own API keys.',
    reveal: 'See the token of one’s own sealed API keys again.',
  }),
  resource('backoffice.shared-secret', 'The secret that signs assertions for token exchange.', {
    read: 'See whether the domain has a shared secret, and since when.',
    create: 'Create the shared secret.',
    update: 'Regenerate the shared secret.',
    reveal: 'See the shared secret itself.',
  }),
  resource('backoffice.apis', 'The APIs that keys of the domain protect.', {
    create: 'Register APIs.',
    read: 'See registered APIs, their resources and routes.',
    update: 'Change registered APIs, their resources and routes.',
    delete: 'Remove registered APIs.',
  }),
  resource(
    'backoffice.panels',
    'Screens that show content or a page, each with a key of its own.',
    {
      create: 'Make panels, with keys never stronger than oneself.',
      read: 'See panels and the devices they are open on.',
      update: 'Change what panels show, make new links and sign devices out.',
      delete: 'End panels and revoke their keys.',
    },
  ),
  resource('backoffice.audit', 'The record of who changed what.', {
    read: 'See the audit log.',
    export: 'Download the audit log.',
  }),
  resource('backoffice.usage', 'How often keys are used.', {
    read: 'See the usage of keys and APIs.',
  }),
  resource('content.types', 'The definitions of the content types.', {
    create: 'Add content types.',
    read: 'See content types.',
    update: 'Change content types.',
    delete: 'Delete content types.',
  }),
  resource('content.media', 'Uploaded files.', {
    create: 'Upload files.',
    read: 'See and download files.',
    update: 'Replace files and change their details.',
    delete: 'Delete files.',
  }),
  resource('content.*', 'All content: objects of every type, their definitions, and files.', {
    create: 'Create content.',
    read: 'Read content.',
    update: 'Change content.',
    delete: 'Delete content.',
    publish: 'Publish content and take it back.',
  }),
]

/**
 * The actions of a built-in resource, or of the `content` type that is named; empty for a resource
 * that no built-in API has.
 */
export function actionsOf(name: string): readonly string[] {
  const row =
    BUILT_IN_RESOURCES.find(({ resource }) => resource === name) ??
    BUILT_IN_RESOURCES.find(({ resource }) => covers(resource.split('.'), name.split('.')))
  return row?.actions.map(({ action }) => action) ?? []
}

function resource(
  name: string,
  description: string,
  actions: Readonly<Record<string, string>>,
): BuiltInResource {
  return {
    resource: name,
    description,
    actions: Object.entries(actions).map(([action, text]) => ({ action, description: text })),
  }
}

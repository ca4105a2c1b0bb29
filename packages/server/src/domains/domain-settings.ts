import type { DomainSettings } from '@keywright/contract'
import type { Principal } from '../access/principal.ts'
import { AppError } from '../app-error.ts'

/** The fields of the settings that were sent. */
export type SettingsChange = { [Name in keyof DomainSettings]?: DomainSettings[Name] | undefined }

/**
 * The settings after a change. Throws VALIDATION_FAILED for lifetimes that contradict each other,
 * and SESSION_REQUIRED when a key opens the door that is closed to keys: else any key that may
 * change settings could let itself make keys.
 */
export function changeSettings(
  principal: Principal,
  before: DomainSettings,
  change: SettingsChange,
): DomainSettings {
  const after = { ...before, ...defined(change) }
  requireLifetimes(after, change)
  if (principal.kind === 'key' && after.programmaticKeys && !before.programmaticKeys) {
    throw new AppError('SESSION_REQUIRED', {
      detail: 'Only a signed-in person may let keys manage keys.',
    })
  }
  return after
}

function defined(change: SettingsChange): Partial<DomainSettings> {
  // What is left has the types of DomainSettings: only undefined was taken away.
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<DomainSettings>
}

function requireLifetimes(after: DomainSettings, change: SettingsChange) {
  const { defaultLifetimeDays: usual, maxLifetimeDays: longest } = after
  if (usual === null || longest === null || usual <= longest) return
  const field = change.defaultLifetimeDays === undefined ? 'maxLifetimeDays' : 'defaultLifetimeDays'
  throw new AppError('VALIDATION_FAILED', {
    errors: [
      {
        pointer: `/settings/${field}`,
        message: `The default lifetime (${usual} days) must not be longer than the maximum (${longest} days).`,
      },
    ],
  })
}

import type { AccessService } from '../access/access.service.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { ObjectReader } from '../content/objects/object-reader.ts'
import type { RealtimeService } from '../content/realtime/realtime.service.ts'
import type { ContentTypeRegistry } from '../content/types/content-type.ts'
import type { Foundation } from '../foundation.ts'
import type { KeysService } from '../keys/keys.service.ts'
import { createPanelContentService } from './panel-content.service.ts'
import { createPanelDevicesService, type PanelDevicesService } from './panel-devices.service.ts'
import { createPanelsService, type PanelsService } from './panels.service.ts'

/** Panels, for those who make them and for the devices that show them. */
export interface Panels {
  panels: PanelsService
  panelDevices: PanelDevicesService
}

/** Makes the services of panels. */
export function createPanels(parts: {
  foundation: Foundation
  audit: AuditService
  access: AccessService
  keys: KeysService
  realtime: RealtimeService
  typeRegistry: ContentTypeRegistry
  objectReader: ObjectReader
}): Panels {
  const { typeRegistry, objectReader } = parts
  const content = createPanelContentService({ types: typeRegistry, reader: objectReader })
  return {
    panels: createPanelsService({ ...parts, content }),
    panelDevices: createPanelDevicesService({ ...parts, content }),
  }
}

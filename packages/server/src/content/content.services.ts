import type { AuditService } from '../audit/audit.service.ts'
import type { Foundation } from '../foundation.ts'
import type { Chore } from '../housekeeping.ts'
import { createResourceScopes } from '../keys/resource-scopes.ts'
import { createResourcePermissions } from '../roles/resource-permissions.ts'
import { type BatchService, createBatchService } from './batch/batch.service.ts'
import { createGraphqlService, type GraphqlService } from './graphql/graphql.service.ts'
import { createMedia, type Media } from './media/media.ts'
import { sweepDroppedTypes } from './objects/dropped-types.ts'
import { createObjectLoader } from './objects/object-loader.ts'
import { createObjectReader, type ObjectReader } from './objects/object-reader.ts'
import { createObjectWriter, type ObjectWriter } from './objects/object-writer.ts'
import { createObjectsService, type ObjectsService } from './objects/objects.service.ts'
import { createTypeObjects } from './objects/type-objects.ts'
import { createObjectSearch } from './search/object-search.ts'
import { createReindexService, type ReindexService } from './search/reindex.service.ts'
import { createSearchService, type SearchService } from './search/search.service.ts'
import { createTransferService, type TransferService } from './transfer/transfer.service.ts'
import type { ContentTypeRegistry } from './types/content-type.ts'
import {
  type ContentTypesService,
  createContentTypesService,
} from './types/content-types.service.ts'

/** Everything that content can do, before HTTP. */
export interface ContentServices extends Media {
  typeRegistry: ContentTypeRegistry
  contentTypes: ContentTypesService
  objectReader: ObjectReader
  objectWriter: ObjectWriter
  objects: ObjectsService
  graphql: GraphqlService
  batch: BatchService
  transfer: TransferService
  search: SearchService
  reindex: ReindexService
  droppedTypesChore: Chore
}

/** Makes the services of content, each with exactly the ones it needs. */
export function createContentServices(parts: {
  foundation: Foundation
  audit: AuditService
  types: ContentTypeRegistry
}): ContentServices {
  const { foundation, audit, types } = parts
  const { database } = foundation
  const objectSearch = createObjectSearch(database)
  const media = createMedia(parts)
  const typeObjects = createTypeObjects({
    foundation,
    types,
    media: media.media,
    search: objectSearch,
  })
  const contentTypes = createContentTypesService({
    foundation,
    audit,
    registry: types,
    objects: typeObjects,
    keyScopes: createResourceScopes(foundation),
    rolePermissions: createResourcePermissions(foundation),
  })
  const objectReader = createObjectReader({ database, types, media: media.media })
  const objectWriter = createObjectWriter({
    foundation,
    types,
    media: media.media,
    search: objectSearch,
  })
  const objects = createObjectsService({
    database,
    types,
    reader: objectReader,
    writer: objectWriter,
    audit,
  })
  const graphql = createGraphqlService({
    ...foundation,
    types,
    objects,
    reader: objectReader,
    loader: createObjectLoader({ database, types }),
    media: media.media,
  })
  const batch = createBatchService({ foundation, writer: objectWriter, audit })
  const transfer = createTransferService({
    foundation,
    types,
    reader: objectReader,
    writer: objectWriter,
    audit,
  })
  const search = createSearchService({ database, types })
  const reindex = createReindexService({
    database,
    types,
    search: objectSearch,
    begin: typeObjects.begin,
  })
  const droppedTypesChore: Chore = {
    name: 'deleting objects of dropped types',
    run: (_, signal) => sweepDroppedTypes({ database, search: objectSearch }, signal),
  }
  return {
    ...media,
    droppedTypesChore,
    typeRegistry: types,
    contentTypes,
    objectReader,
    objectWriter,
    objects,
    graphql,
    batch,
    transfer,
    search,
    reindex,
  }
}

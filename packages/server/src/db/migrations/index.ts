import type { Migration } from '../migration.ts'
import { initial } from './0001-initial.ts'
import { content } from './0002-content.ts'
import { contentMedia } from './0003-content-media.ts'
import { contentSearch } from './0004-content-search.ts'
import { panels } from './0005-panels.ts'

/** All steps in order; released steps are never changed. */
export const migrations: readonly Migration[] = [
  initial,
  content,
  contentMedia,
  contentSearch,
  panels,
]

import type { Command } from './command.ts'
import { auditExport } from './commands/audit-export.ts'
import { auditList } from './commands/audit-list.ts'
import { auditVerify } from './commands/audit-verify.ts'
import { contentReindex } from './commands/content-reindex.ts'
import { domainCommands } from './commands/domains.ts'
import { keyCommands } from './commands/keys.ts'
import { keyChangeCommands } from './commands/keys-change.ts'
import { migrate } from './commands/migrate.ts'
import { openapi } from './commands/openapi.ts'
import { ownerReset } from './commands/owner-reset.ts'
import { serve } from './commands/serve.ts'
import { sessionCommands } from './commands/session.ts'
import { userCommands } from './commands/users.ts'
import { verify } from './commands/verify.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  serve,
  migrate,
  ownerReset,
  contentReindex,
  ...sessionCommands,
  ...domainCommands,
  ...userCommands,
  ...keyCommands,
  ...keyChangeCommands,
  verify,
  auditList,
  auditExport,
  auditVerify,
  openapi,
]

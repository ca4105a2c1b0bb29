export {
  type ChainCheck,
  type ChainFacts,
  type ChainProblem,
  type ChainReport,
  checkChain,
} from './audit/audit-chain.ts'
export { type ChainedEvent, hashEvent, isChainedEvent, type Sha256 } from './audit/audit-event.ts'
export { canonicalJson } from './audit/canonical-json.ts'
export { type CarriedToken, carriedToken, type HeaderReader } from './carried-token.ts'
export { crc32 } from './crc32.ts'
export {
  type ExpiryPolicy,
  type ExpiryRequest,
  type ExpiryResult,
  resolveExpiry,
} from './expiry.ts'
export { type Cidr, canonicalIp, compileIpAllow, type IpMatcher, parseCidr } from './ip.ts'
export {
  type KeyState,
  type KeyTimes,
  keyState,
  outcomeOfState,
} from './key-state.ts'
export {
  type CompiledPermissions,
  compilePermissions,
  createLayer,
  type Layer,
  type LayerName,
} from './permissions/compile.ts'
export { type Decision, decide, holdsAll } from './permissions/decide.ts'
export {
  effectivePermissions,
  shownPermissions,
  TooManyPermissionsError,
} from './permissions/effective.ts'
export { type Explanation, explain, type LayerExplanation } from './permissions/explain.ts'
export {
  isPermission,
  MAX_PERMISSION_LENGTH,
  type Permission,
  PermissionSyntaxError,
  parsePermission,
} from './permissions/grammar.ts'
export { type KeyAccess, keyAccess } from './permissions/key-access.ts'
export { normalisePermissions } from './permissions/normalise.ts'
export { type Required, requirePermission } from './permissions/required.ts'
export {
  actionsOf,
  BUILT_IN_RESOURCES,
  type BuiltInAction,
  type BuiltInResource,
} from './permissions/resources.ts'
export {
  BUILT_IN_ROLES,
  type BuiltInRole,
  type BuiltInRoleName,
  PUBLIC_PERMISSIONS,
} from './permissions/roles.ts'
export {
  createToken,
  isTokenPrefix,
  isWellFormedToken,
  maskToken,
  maskTokensIn,
  parseToken,
  type RandomBytes,
  TOKEN_PATTERN,
  type TokenParts,
} from './token.ts'

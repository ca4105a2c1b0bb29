declare module 'virtual:routes' {
  /** How each endpoint is called, computed from the contract when the pages are built. */
  export const routes: import('@keywright/contract').Routes
}

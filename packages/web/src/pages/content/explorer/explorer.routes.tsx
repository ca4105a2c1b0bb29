/** The pages of this area. */
export const explorerRoutes = [] as const

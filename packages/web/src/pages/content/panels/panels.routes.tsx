/** The pages of this area. */
export const panelsRoutes = [] as const

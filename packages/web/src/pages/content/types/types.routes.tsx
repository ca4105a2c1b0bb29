/** The pages of this area. */
export const typesRoutes = [] as const

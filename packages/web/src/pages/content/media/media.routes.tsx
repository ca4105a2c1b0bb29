/** The pages of this area. */
export const mediaRoutes = [] as const

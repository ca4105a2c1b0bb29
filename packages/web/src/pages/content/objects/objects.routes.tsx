/** The pages of this area. */
export const objectsRoutes = [] as const

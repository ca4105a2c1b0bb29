import type { Endpoint, Method } from './endpoint.ts'
import { type Endpoints, endpoints } from './endpoints.ts'

/** What a client has to know of an endpoint to call it, as plain data. */
export interface Route {
  method: Method
  path: string
  /** The body is `application/x-www-form-urlencoded`. */
  form?: true
  /** The body is `multipart/form-data` with the file in the field of this name. */
  upload?: string
  /** The body is a file. */
  streamed?: true
  /** The answer is not JSON. */
  streams?: true
  /** Refuses with 400 in the shape of a protocol of its own. */
  refuses?: true
}

/** The routes of the endpoints, by area and name like them. */
export type Routes = {
  [Area in keyof Endpoints]: { [Name in keyof Endpoints[Area]]: Route }
}

/**
 * The routes of all endpoints. They are computed from the schemas but hold none, so that a browser
 * can be given the answer instead.
 */
export function routesOfEndpoints(): Routes {
  const routes: Record<string, Record<string, Route>> = {}
  for (const [area, definitions] of Object.entries(endpoints)) {
    routes[area] = {}
    for (const [name, definition] of Object.entries<Endpoint>(definitions)) {
      routes[area][name] = routeOf(definition)
    }
  }
  // The loop above builds exactly the shape that Routes describes, which types cannot follow.
  return routes as unknown as Routes
}

function routeOf({ method, path, form, upload, streamed, responses }: Endpoint): Route {
  return {
    method,
    path,
    ...(form && { form }),
    ...(upload && { upload: upload.file }),
    ...(streamed && { streamed: true }),
    ...(Object.values(responses).includes('stream') && { streams: true }),
    ...(responses[400] !== undefined && { refuses: true }),
  }
}

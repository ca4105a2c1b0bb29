import { type Client, type ClientOptions, createClientOf } from './client.ts'
import { routesOfEndpoints } from './routes.ts'

/** Makes a client for all endpoints of the contract. */
export function createClient(options: ClientOptions): Client {
  return createClientOf(routesOfEndpoints(), options)
}

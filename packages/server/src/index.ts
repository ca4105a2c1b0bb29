export { AppError } from './app-error.ts'
export { type Config, ConfigError, readConfig } from './config.ts'
export { createServer, type Server, type ServerOptions } from './server.ts'

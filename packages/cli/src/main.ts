#!/usr/bin/env node
import process from 'node:process'
import { main } from './cli.ts'
import { processIo } from './process-io.ts'

process.exitCode = await main(process.argv.slice(2), processIo())

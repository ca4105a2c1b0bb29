#!/usr/bin/env node
// npm links this file when it installs, which is before anything is compiled.
import '../dist/main.js'

#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { bootstrap } from '../scripts/bootstrap.mjs';
import { isOwnNodeEnough, runInOurPlace, whenNpmIsGone } from '../scripts/runtime.mjs';

try {
  bootstrap();
  const main = new URL('../src/cli/main.ts', import.meta.url);
  if (isOwnNodeEnough) {
    whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));
    await import(main.href);
  } else process.exitCode = await runInOurPlace(fileURLToPath(main), process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bookkeeper: ${error.message}\n`);
  process.exitCode = 1;
}

import { join } from 'node:path';

/** `execArgv` of a forked process that runs TypeScript sources as the tests do. */
export const typescriptProcess: readonly string[] = ['-r', join(__dirname, 'register-typescript.cjs')];

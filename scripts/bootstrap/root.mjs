import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where state, secrets and downloads live. */
export const stateDir = resolve(process.env.SENTRYBOX_HOME || resolve(root, '.sentrybox'));

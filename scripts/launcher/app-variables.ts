import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import type { Variables } from '@sentrybox/config';
import { projectRoot } from './state-folder';

export interface AppVariables {
  readonly app: string;
  readonly variables: Variables;
}

/**
 * The variables that each app declares, read from its compiled `config.js` (apps are not imported as projects): the one
 * export whose name ends in `Variables`, or loads them.
 */
export async function appVariables(): Promise<AppVariables[]> {
  const found: AppVariables[] = [];
  for (const app of appNames) {
    const path = join(projectRoot, 'dist', 'apps', app, 'src', 'config.js');
    if (!existsSync(path)) continue;
    const exported = (await import(path)) as Record<string, unknown>;
    const name = Object.keys(exported).find((each) => each.endsWith('Variables'));
    if (name === undefined) throw new Error(`${path} exports no …Variables.`);
    found.push({ app, variables: await variablesOf(exported[name]) });
  }
  return found;
}

async function variablesOf(exported: unknown): Promise<Variables> {
  // By the convention of its name, in both lines.
  if (typeof exported === 'function') return await (exported as () => Promise<Variables>)();
  return exported as Variables;
}

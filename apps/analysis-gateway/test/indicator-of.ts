import type { IocType } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { Indicator, PluginContext } from '../src/plugins';

/** An indicator as the service hands it to plugins. */
export function indicatorOf(iocType: IocType, text: string): Indicator {
  const canonical = canonicaliseIoc(iocType, text);
  if (!canonical.ok) throw new Error(`${text} is no ${iocType}: ${canonical.message}`);
  return { iocType, type: canonical.type, value: canonical.value };
}

export const teamId = '019a1b2c-0000-7000-8000-00000000000a';

export const context: PluginContext = { teamId, timeoutMs: 1_000, signal: new AbortController().signal };

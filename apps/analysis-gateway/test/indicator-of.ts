import type { IocType } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import { fakeClock } from '@sentrybox/testing';
import { PluginError } from '../src/plugins';
import type { Indicator, PluginContext } from '../src/plugins';

/** An indicator as the service hands it to plugins. */
export function indicatorOf(iocType: IocType, text: string): Indicator {
  const canonical = canonicaliseIoc(iocType, text);
  if (!canonical.ok) throw new Error(`${text} is no ${iocType}: ${canonical.message}`);
  return { iocType, type: canonical.type, value: canonical.value };
}

export const teamId = '019a1b2c-0000-7000-8000-00000000000a';

const nobody = () => Promise.reject(new Error('Nobody is asked here.'));

/** A context in which nobody outside can be asked. */
export function contextWith(over: Partial<PluginContext> = {}): PluginContext {
  return {
    teamId,
    timeoutMs: 1_000,
    signal: new AbortController().signal,
    settings: {},
    clock: fakeClock(),
    provider: {
      ask: nobody,
      read: () => {
        throw new Error('Nobody answered.');
      },
      notUnderstood: () => new PluginError('invalid_response', { message: 'Nobody answered.' }),
    },
    dns: { query: nobody },
    messages: { ask: nobody },
    ...over,
  };
}

import { ipScope, isInternalScope } from '@sentrybox/ioc';

/** Whether an address means the same host everywhere; undefined when the text is no address. */
export function isPublicAddress(address: string): boolean | undefined {
  const scope = ipScope(address);
  return scope === undefined ? undefined : scope !== 'documentation' && !isInternalScope(scope);
}

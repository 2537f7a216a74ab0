import { hostOfUrl, ipScope, isInternalScope } from '@sentrybox/ioc';
import type { Indicator } from '../contract/plugin';

/**
 * Whether an indicator is, or leads to, an address that means something else in every network. No outside source can
 * say anything of it, and the question would tell it about the inside.
 */
export function isInternal({ iocType, value }: Indicator): boolean {
  const address = iocType === 'url' ? hostOfUrl(value)?.host : value;
  const scope = address === undefined ? undefined : ipScope(address);
  return scope !== undefined && isInternalScope(scope);
}

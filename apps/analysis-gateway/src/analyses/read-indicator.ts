import { seedTypeSchema } from '@sentrybox/contracts';
import { canonicaliseSeed } from '@sentrybox/ioc';
import type { Indicator } from '../plugins';
import { invalidIocType, notOfItsType } from './analyses.errors';

/**
 * Validates type, then value, in that order (the contract gives a wrong type its own code), and brings the value into
 * its one spelling. Defanged values are accepted.
 * @throws DomainError `invalid_ioc_type` or `invalid_request`
 */
export function readIndicator(ioc: string, type: string): Indicator {
  const seedType = seedTypeSchema.safeParse(type);
  if (!seedType.success) throw invalidIocType();
  const canonical = canonicaliseSeed(seedType.data, ioc);
  if (!canonical.ok) throw notOfItsType(seedType.data, canonical.message);
  return { seedType: seedType.data, type: canonical.type, value: canonical.value };
}

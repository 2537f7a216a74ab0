import { iocTypeSchema } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { Indicator } from '../plugins';
import { invalidIocType, notOfItsType } from './analyses.errors';

// As for what is sent; some spellings grow (percent-encoding makes a letter up to nine characters long), and neither the
// data service nor any source outside takes more.
const maxLength = 2_048;
// NUL and half a surrogate pair, which no database and no request to a source can carry.
const notText = /\0|\p{Surrogate}/u;

/**
 * Validates type, then value, in that order (the contract gives a wrong type its own code), and brings the value into
 * its one spelling. Defanged values are accepted.
 * @throws DomainError `invalid_ioc_type` or `invalid_request`
 */
export function readIndicator(ioc: string, type: string): Indicator {
  const iocType = iocTypeSchema.safeParse(type);
  if (!iocType.success) throw invalidIocType();
  if (notText.test(ioc)) throw notOfItsType(iocType.data, 'It holds characters that are no text.');
  const canonical = canonicaliseIoc(iocType.data, ioc);
  if (!canonical.ok) throw notOfItsType(iocType.data, canonical.message);
  if (canonical.value.length > maxLength) {
    throw notOfItsType(iocType.data, `Its canonical form is longer than ${String(maxLength)} characters.`);
  }
  return { iocType: iocType.data, type: canonical.type, value: canonical.value };
}

import type { AddIndicatorBody } from '@sentrybox/contracts';
import { invalidRequest } from '@sentrybox/errors';
import { canonicalise, classify, IP_SCOPES, isInternalScope } from '@sentrybox/ioc';
import type { IndicatorType } from '@sentrybox/ioc';
import { storedValueOf } from '../../model';
import type { StoredValue } from '../../model';

/** What a team says of a value, checked and spelled. */
export interface OwnIndicator extends Omit<AddIndicatorBody, 'type' | 'value'>, StoredValue {
  readonly type: IndicatorType;
}

const internal: ReadonlySet<string> = new Set(IP_SCOPES.filter(isInternalScope));

/** @throws DomainError not_an_indicator, not_public */
export function ownIndicatorOf({ value, type, ...said }: AddIndicatorBody): OwnIndicator {
  const found = type === undefined ? classify(value) : { ...canonicalise(type, value), type };
  if (!found.ok || found.value.includes('\u0000')) {
    const message =
      type === undefined ? 'This is no indicator of any known type.' : `This is no value of the type ${type}.`;
    throw fault('not_an_indicator', message);
  }
  if (found.flags.some((flag) => internal.has(flag))) {
    throw fault('not_public', 'The address means something else in every network.');
  }
  return { ...said, type: found.type, ...storedValueOf(found.value) };
}

function fault(code: string, message: string) {
  return invalidRequest(message, [{ field: 'value', code, message }], code);
}

import type { IndicatorType } from '@sentrybox/ioc';
import { v5 } from 'uuid';

/** STIX 2.1, 2.9: the namespace of observables, whose ids follow from what they are. */
const observableNamespace = '00abedb4-aa42-466c-9c01-fed23315a9b7';

interface Observable {
  readonly type: string;
  readonly spec_version: '2.1';
  readonly id: string;
  readonly [property: string]: unknown;
}

// The properties that an id is made of, as canonical JSON (RFC 8785): one property each here, so there is no order to keep.
function observable(type: string, property: string, value: unknown): Observable {
  const identified = { [property]: value };
  return {
    type,
    spec_version: '2.1',
    id: `${type}--${v5(JSON.stringify(identified), observableNamespace)}`,
    ...identified,
  };
}

const ofValue = (type: string) => (value: string) => observable(type, 'value', value);
const ofHash = (algorithm: string) => (value: string) => observable('file', 'hashes', { [algorithm]: value });

const makers: Readonly<Partial<Record<IndicatorType, (value: string) => Observable>>> = {
  ipv4: ofValue('ipv4-addr'),
  ipv6: ofValue('ipv6-addr'),
  domain: ofValue('domain-name'),
  url: ofValue('url'),
  email: ofValue('email-addr'),
  mac: ofValue('mac-addr'),
  md5: ofHash('MD5'),
  sha1: ofHash('SHA-1'),
  sha256: ofHash('SHA-256'),
  sha512: ofHash('SHA-512'),
  asn: (value) => observable('autonomous-system', 'number', Number(value.replace(/^AS/, ''))),
};

/** The thing itself, apart from what is said of it; `undefined` for types that STIX has none for. */
export function observableOf(type: IndicatorType, value: string): Observable | undefined {
  return makers[type]?.(value);
}

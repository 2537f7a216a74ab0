import type { IocType, Tlp } from '@sentrybox/contracts';
import { v5 } from 'uuid';
import type { IndicatorType } from '@sentrybox/ioc';

/** STIX 2.1, 2.9: ids of observables are made of what they are, in this namespace. */
const observableNamespace = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** Ids of our own objects are made of the analysis, so that an export can be repeated without doubling anything. */
const ownNamespace = '5e1b7a4c-53d0-4b1f-9a43-6a3d4c1f8e02';

export type StixObject = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

export function ownId(type: string, ...names: readonly string[]): string {
  return `${type}--${v5(names.join(' '), ownNamespace)}`;
}

const hashNames: Readonly<Partial<Record<IndicatorType, string>>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
};

interface Observed {
  readonly type: IocType;
  readonly indicatorType: IndicatorType;
  readonly canonical: string;
}

/** The indicator as an observable, and the pattern that finds it. */
export function observableOf({ type, indicatorType, canonical }: Observed): { object: StixObject; pattern: string } {
  if (type === 'hash') {
    const name = hashNames[indicatorType] ?? indicatorType.toUpperCase();
    const object = observable('file', { hashes: { [name]: canonical } });
    return { object, pattern: `[file:hashes.'${name}' = ${quoted(canonical)}]` };
  }
  const scoType = scoTypeOf(type, indicatorType);
  return { object: observable(scoType, { value: canonical }), pattern: `[${scoType}:value = ${quoted(canonical)}]` };
}

function scoTypeOf(type: Exclude<IocType, 'hash'>, indicatorType: IndicatorType): string {
  switch (type) {
    case 'ip':
      return indicatorType === 'ipv6' ? 'ipv6-addr' : 'ipv4-addr';
    case 'domain':
      return 'domain-name';
    case 'url':
      return 'url';
    case 'email':
      return 'email-addr';
  }
}

// The properties have one name each and one level of names within, so their order is canonical (RFC 8785) as written.
function observable(type: string, contributing: Readonly<Record<string, unknown>>): StixObject {
  const id = `${type}--${v5(JSON.stringify(contributing), observableNamespace)}`;
  return { type, spec_version: '2.1', id, ...contributing };
}

// STIX patterns, 9.6: a quote and a backslash inside a string literal are escaped.
function quoted(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

/** Markings of TLP 2.0 as OASIS defines them (STIX 2.1 extension definition 60a3c5c5-0d10-413e-aab3-9e08dde9e88d). */
const tlpIds: Readonly<Record<Tlp, string>> = {
  clear: '94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: '55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': '939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'e828b379-4e03-4974-9ac4-e53a884c97c1',
};
const tlpExtension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

export function markingOf(tlp: Tlp): StixObject {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: `marking-definition--${tlpIds[tlp]}`,
    created: '2022-10-01T00:00:00.000Z',
    name: `TLP:${tlp.toUpperCase()}`,
    extensions: { [tlpExtension]: { extension_type: 'property-extension', tlp_2_0: tlp } },
  };
}

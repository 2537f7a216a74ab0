import { tlpLevels } from '@sentrybox/contracts';
import type { RejectionReason, Severity, Tlp } from '@sentrybox/contracts';
import { canonicalise, canonicaliseIoc, classify, IP_SCOPES, isIndicatorType, isInternalScope } from '@sentrybox/ioc';
import type { Classified, IndicatorType, IocType } from '@sentrybox/ioc';
import { rankOf, storedValueOf } from '../../model';
import { cleanLabels } from '../parsing/labels';
import type { RecordFields } from '../parsing/parsed-record';
import { readDate } from './read-date';

/** One record as it will be stored; `null` is what the file does not say, and the source's own value then holds. */
export interface StagedRow {
  readonly type: IndicatorType;
  readonly lookupKey: string;
  readonly longValue: string | null;
  readonly firstSeenAt: string | null;
  readonly lastSeenAt: string | null;
  readonly confidence: number | null;
  readonly severity: number | null;
  readonly threatTypes: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly tlp: Tlp | null;
  readonly family: string | null;
  readonly reference: string | null;
  readonly expiresAt: string | null;
}

export type Staged = { readonly row: StagedRow } | { readonly rejection: RejectionReason };

/**
 * Checks and spells one record. A value that is no indicator, not of the type the file claims, or an address that
 * means something else in every network, is left out; other fields that cannot be read count as absent.
 */
export function stage(fields: RecordFields, now: Date): Staged {
  const found = recognise(fields);
  if (!found.ok) return { rejection: fields.type === undefined ? 'not_an_indicator' : 'type_mismatch' };
  if (found.value.includes('\u0000')) return { rejection: 'not_an_indicator' }; // no text column can hold it
  if (found.flags.some((flag) => internalFlags.has(flag))) return { rejection: 'not_public' };
  return {
    row: {
      type: found.type,
      ...storedValueOf(found.value),
      firstSeenAt: readDate(fields.firstSeen, now) ?? null,
      lastSeenAt: readDate(fields.lastSeen, now) ?? null,
      confidence: readConfidence(fields.confidence),
      severity: readSeverity(fields.severity),
      threatTypes: labelsOrNull(fields.threatTypes),
      tags: labelsOrNull(fields.tags),
      tlp: readTlp(fields.tlp),
      family: lineOrNull(fields.family, longestFamily),
      reference: lineOrNull(fields.reference, longestReference),
      expiresAt: readDate(fields.expiresAt, latestExpiry) ?? null,
    },
  };
}

const longestFamily = 64;
const longestReference = 512;
/** Beyond this a date of expiry is a way to say "never". */
const latestExpiry = new Date(Date.UTC(2100, 0, 1));

const internalFlags: ReadonlySet<string> = new Set(IP_SCOPES.filter(isInternalScope));

/** Words that feeds use for the five general types. An address with a port is stored as the address: that is what is asked. */
const generalTypes: ReadonlyMap<string, IocType> = new Map([
  ['ip', 'ip'],
  ['ip-src', 'ip'],
  ['ip-dst', 'ip'],
  ['ip:port', 'ip'],
  ['hostname', 'domain'],
  ['fqdn', 'domain'],
  ['domain', 'domain'],
  ['hash', 'hash'],
  ['md5_hash', 'hash'],
  ['sha1_hash', 'hash'],
  ['sha256_hash', 'hash'],
  ['uri', 'url'],
  ['url', 'url'],
]);

function recognise(fields: RecordFields): Classified {
  const claimed = fields.type?.toLowerCase();
  if (claimed === undefined) return classify(fields.value);
  const general = generalTypes.get(claimed);
  if (general === 'ip') return addressOf(fields.value);
  if (general !== undefined) return canonicaliseIoc(general, fields.value);
  if (!isIndicatorType(claimed)) return classify(fields.value);
  // Some registries give the bare number.
  const value = claimed === 'asn' && /^\d+$/.test(fields.value) ? `AS${fields.value}` : fields.value;
  const result = canonicalise(claimed, value);
  return result.ok ? { ...result, type: claimed } : result;
}

// "ip" in feeds is whatever stands for hosts: an address, one with a port, a network.
function addressOf(value: string): Classified {
  const found = classify(value);
  if (!found.ok || !(found.type === 'ipv4_port' || found.type === 'ipv6_port')) {
    return found.ok && networkTypes.has(found.type) ? found : canonicaliseIoc('ip', value);
  }
  return canonicaliseIoc('ip', found.value.slice(0, found.value.lastIndexOf(':')).replace(/^\[|\]$/g, ''));
}

const networkTypes: ReadonlySet<IndicatorType> = new Set(['ipv4', 'ipv6', 'cidr', 'ip_range']);

/** 0 to 1; numbers above 1 are percent. */
function readConfidence(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text.endsWith('%') ? text.slice(0, -1) : text);
  if (!Number.isFinite(number) || number < 0 || number > 100) return null;
  return number > 1 || text.endsWith('%') ? number / 100 : number;
}

const severityWords: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['info', 'info'],
  ['informational', 'info'],
]);

function readSeverity(text: string | undefined): number | null {
  const severity = text === undefined ? undefined : severityWords.get(text.toLowerCase());
  return severity === undefined ? null : rankOf(severity);
}

/** A label that is not known, and `white` of TLP 1, are told apart: the first counts as absent. */
function readTlp(text: string | undefined): Tlp | null {
  const label = text?.toLowerCase().replace(/^tlp:/, '');
  if (label === 'white') return 'clear';
  return tlpLevels.find((level) => level === label) ?? null;
}

function lineOrNull(text: string | undefined, longest: number): string | null {
  const clean = text
    ?.replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, longest);
  return clean === undefined || clean === '' ? null : clean;
}

function labelsOrNull(labels: readonly string[] | undefined): readonly string[] | null {
  const clean = labels === undefined ? [] : cleanLabels(labels);
  return clean.length === 0 ? null : clean;
}

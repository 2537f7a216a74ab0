import { copyLine } from './copy-line';
import { readDate } from './read-date';
import { stage } from './staged-row';
import type { StagedRow } from './staged-row';

const now = new Date('2026-05-23T10:00:00Z');

function rowOf(fields: Parameters<typeof stage>[0]): StagedRow {
  const staged = stage(fields, now);
  if ('rejection' in staged) throw new Error(staged.rejection);
  return staged.row;
}

describe('a record', () => {
  it.each([
    ['an address', { value: '45[.]154[.]244[.]193' }, 'ipv4', '45.154.244.193'],
    [
      'a claimed type',
      { value: 'D41D8CD98F00B204E9800998ECF8427E', type: 'md5' },
      'md5',
      'd41d8cd98f00b204e9800998ecf8427e',
    ],
    ['a feed’s word for a type', { value: 'WWW.Example.COM', type: 'hostname' }, 'domain', 'www.example.com'],
    ['a word that is not known', { value: 'CVE-2024-3094', type: 'vuln-id' }, 'cve', 'CVE-2024-3094'],
  ])('is spelled canonically: %s', (_name, fields, type, key) => {
    expect(rowOf(fields)).toMatchObject({ type, lookupKey: key, longValue: null });
  });

  it.each([
    ['10.1.2.3', 'not_public'],
    ['127.0.0.1', 'not_public'],
    ['169.254.169.254', 'not_public'],
    ['224.0.0.1', 'not_public'],
    ['0.0.0.0/0', 'not_public'],
    ['fe80::1', 'not_public'],
    ['http://192.168.1.1/login', 'not_public'],
    ['com', 'not_an_indicator'],
    ['', 'not_an_indicator'],
    ['<html>', 'not_an_indicator'],
  ])('D05 is left out: %s', (value, rejection) => {
    expect(stage({ value }, now)).toEqual({ rejection });
  });

  it('is left out when it is not of the type it claims', () => {
    expect(stage({ value: 'example.com', type: 'sha256' }, now)).toEqual({ rejection: 'type_mismatch' });
  });

  it('has a handling, a family, a reference and an end, each left out where it cannot be read', () => {
    const said = {
      tlp: 'TLP:WHITE',
      family: ' Cobalt\tStrike ',
      reference: 'https://example.org/1',
      expiresAt: '2027-01-02',
    };
    expect(rowOf({ value: 'example.com', ...said })).toMatchObject({
      tlp: 'clear',
      family: 'Cobalt Strike',
      reference: 'https://example.org/1',
      expiresAt: '2027-01-02T00:00:00.000Z',
    });
    expect(rowOf({ value: 'example.com', tlp: 'secret', family: ' ', expiresAt: 'soon' })).toMatchObject({
      tlp: null,
      family: null,
      expiresAt: null,
    });
  });

  it('keeps what can be read of the rest, and leaves what cannot to the source', () => {
    const fields = {
      value: 'example.com',
      confidence: '80',
      severity: 'High',
      lastSeen: '2026-01-02',
      tags: [' a ', 'a'],
    };
    expect(rowOf(fields)).toMatchObject({
      confidence: 0.8,
      severity: 4,
      lastSeenAt: '2026-01-02T00:00:00.000Z',
      firstSeenAt: null,
      tags: ['a'],
      threatTypes: null,
    });
    const unreadable = { value: 'example.com', confidence: 'sure', severity: '7', firstSeen: 'soon', tags: ['\u0000'] };
    expect(rowOf(unreadable)).toMatchObject({ confidence: null, severity: null, firstSeenAt: null, tags: null });
  });

  it.each([
    ['0.35', 0.35],
    ['1', 1],
    ['1%', 0.01],
    ['100', 1],
    ['101', null],
    ['-1', null],
    ['NaN', null],
  ])('reads the confidence %s as %s', (confidence, expected) => {
    expect(rowOf({ value: 'example.com', confidence }).confidence).toBe(expected);
  });
});

describe('a date', () => {
  it.each([
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01 10:11:12', '2026-05-01T10:11:12.000Z'],
    ['2026-05-01 10:11:12 UTC', '2026-05-01T10:11:12.000Z'],
    ['2026-05-01T10:11:12.345678Z', '2026-05-01T10:11:12.345Z'],
    ['2026-05-01T12:11+02:00', '2026-05-01T10:11:00.000Z'],
    ['2026-05-01T12:11:12+0200', '2026-05-01T10:11:12.000Z'],
    ['1746000000', '2025-04-30T08:00:00.000Z'],
    ['1746000000000', '2025-04-30T08:00:00.000Z'],
    ['2026-13-01', undefined],
    ['2030-01-01', undefined],
    ['1970-01-01', undefined],
    ['01/02/2026', undefined],
    ['yesterday', undefined],
  ])('is read from %s', (text, expected) => {
    expect(readDate(text, now)).toBe(expected);
  });
});

describe('a line for COPY', () => {
  it('escapes at both levels', () => {
    const row = { ...rowOf({ value: 'example.com' }), lookupKey: 'a\tb\nc\\N', tags: ['x"y', 'z\\', '{,}'] };
    const [record, type, key, long, ...rest] = copyLine(7, row).split('\t');
    expect([record, type, key, long]).toEqual(['7', 'domain', 'a\\tb\\nc\\\\N', '\\N']);
    expect(rest[5]).toBe('{"x\\\\"y","z\\\\\\\\","{,}"}');
  });
});

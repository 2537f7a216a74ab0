import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { AnalysisView, PluginResult } from '@sentrybox/contracts';
import { iocTypes } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import { toCsv } from './to-csv';
import { toStix } from './to-stix';

const samples = {
  ip: '203.0.113.7',
  domain: "evil'.example.com".replace("'", ''),
  url: "http://evil.example.com/?a='\\",
  hash: 'a'.repeat(64),
  email: 'a@example.com',
} as const;

const resultWith = (facts: string[]): PluginResult => ({
  plugin: 'virustotal',
  status: 'ok',
  summary: {},
  evidence: [
    {
      claim: 'malicious',
      strength: 1,
      reliability: 'B',
      lineage: 'vt-engines',
      observed_at: '2026-05-23T09:00:00.000Z',
      facts,
      signals: [],
      reference: null,
    },
  ],
  observed_at: null,
  from_cache: false,
  age_seconds: 0,
  duration_ms: 1,
  link: null,
});

const viewOf = (type: (typeof iocTypes)[number], over: Partial<AnalysisView> = {}): AnalysisView => ({
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
  ioc: samples[type],
  type,
  canonical: samples[type],
  queried_at: '2026-05-23T10:00:00.000Z',
  tlp: 'amber+strict',
  pap: 'clear',
  results: { virustotal: resultWith(['30 of 90 engines call it malicious.']) },
  pending: { urlscan: { job_id: 'x', poll_url: '/x' } },
  verdict: 'malicious',
  score: 95,
  confidence: 0.9,
  coverage: 1,
  explanation: [{ kind: 'evidence', text: 'Listed.', lineage: 'vt-engines', plugins: ['virustotal'], delta: 95 }],
  policy_version: '2',
  as_of: '2026-05-23T10:00:01.000Z',
  override: null,
  ...over,
});

const exactTypeOf = (type: (typeof iocTypes)[number]) => {
  const canonical = canonicaliseIoc(type, samples[type]);
  if (!canonical.ok) throw new Error(canonical.message);
  return canonical.type;
};
const bundleOf = (type: (typeof iocTypes)[number], over: Partial<AnalysisView> = {}) =>
  toStix(viewOf(type, over), exactTypeOf(type)) as unknown as { objects: { type: string; id: string }[] };

describe('as STIX 2.1', () => {
  it('is the same for the same analysis, and has an indicator only where it is accused', () => {
    expect(bundleOf('ip')).toEqual(bundleOf('ip'));
    expect(bundleOf('ip').objects.map(({ type }) => type)).toEqual([
      ...['marking-definition', 'identity', 'ipv4-addr', 'observed-data', 'indicator', 'relationship', 'note'],
    ]);
    expect(bundleOf('ip', { verdict: 'unknown' }).objects.map(({ type }) => type)).not.toContain('indicator');
  });

  it('names an address as everybody does', () => {
    // STIX 2.1, 2.9: UUIDv5 of {"value":"198.51.100.3"} in the namespace of observables, as Python's uuid makes it.
    const bundle = toStix(viewOf('ip', { canonical: '198.51.100.3' }), 'ipv4') as unknown as {
      objects: { id: string }[];
    };

    expect(bundle.objects.map(({ id }) => id)).toContain('ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4');
  });

  it('quotes what a pattern could be broken with', () => {
    const indicator = bundleOf('url').objects.find(({ type }) => type === 'indicator') as unknown as {
      pattern: string;
    };

    expect(indicator.pattern).toBe(String.raw`[url:value = 'http://evil.example.com/?a=\'\\']`);
  });

  const schemas = join(process.env.CORPORA_DIR ?? '', 'vectors/stix/schemas');
  const described = process.env.CORPORA_DIR !== undefined && existsSync(schemas) ? describe : describe.skip;
  described('against the schemas of OASIS (needs CORPORA_DIR)', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
    const byType = new Map<string, string>();

    beforeAll(() => {
      for (const folder of readdirSync(schemas)) {
        for (const file of readdirSync(join(schemas, folder))) {
          const schema = JSON.parse(readFileSync(join(schemas, folder, file), 'utf8')) as { $id: string };
          ajv.addSchema(schema);
          byType.set(file.replace('.json', ''), schema.$id);
        }
      }
    });

    it.each(iocTypes)('is valid for a value of type %s', (type) => {
      const bundle = bundleOf(type);
      // The schema of bundles leaves out types that STIX 2.1 has, notes among them; those are judged by their own alone.
      const listed = { ...bundle, objects: bundle.objects.filter((each) => each.type !== 'note') };
      const validBundle = ajv.getSchema(byType.get('bundle') ?? '');
      expect([validBundle?.(listed), validBundle?.errors]).toEqual([true, null]);
      for (const object of bundle.objects) {
        const validate = ajv.getSchema(byType.get(object.type) ?? '');
        expect({ type: object.type, isValid: validate?.(object), errors: validate?.errors }).toEqual({
          type: object.type,
          isValid: true,
          errors: null,
        });
      }
    });
  });
});

describe('as CSV', () => {
  it('has a line per statement and per plugin that has none', () => {
    const lines = toCsv(viewOf('ip')).trimEnd().split('\r\n');

    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('virustotal,ok,malicious,vt-engines,1,2026-05-23T09:00:00.000Z');
    expect(lines[2]).toContain('urlscan,pending');
  });

  it.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|cmd'])(
    'does not let a spreadsheet take %j for a formula',
    (fact) => {
      const csv = toCsv(viewOf('ip', { results: { virustotal: resultWith([fact]) } }));

      expect(csv).toContain(`'${fact.replaceAll('"', '""')}`);
    },
  );

  it('quotes commas, quotes and line ends', () => {
    const csv = toCsv(viewOf('ip', { results: { virustotal: resultWith(['a,b "c"\r\nd']) } }));

    expect(csv).toContain('"a,b ""c""\r\nd"');
  });
});

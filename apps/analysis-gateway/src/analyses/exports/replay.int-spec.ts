import type { AnalysisView, Evidence } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { evidenceAround } from '../../../test/any-evidence';
import { GatewayInstallation } from '../../../test/gateway-installation';
import type { Gateway } from '../../../test/gateway-installation';
import { naiveScore } from '../../../test/naive-verdict';
import { anAnswer, fastPlugin } from '../../../test/scripted-plugins';
import { platformPolicy } from '../../verdict';

jest.setTimeout(120_000);

const path = '/api/v1/analysis';
const dayMs = 86_400_000;

/** What each source says of the next analysis. */
let said: readonly (readonly Evidence[])[] = [];
const sources = [0, 1, 2].map((at) =>
  fastPlugin(`source_${String(at)}`, () => Promise.resolve({ ...anAnswer, evidence: said[at] ?? [] }), {
    indicatorTypes: ['ip', 'url'],
  }),
);

let installation: GatewayInstallation;
let gateway: Gateway;
/** Another process may be asked for the replay than the one that judged first. */
let other: Gateway;
let key: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway({ plugins: sources, role: 'api' });
  other = await installation.gateway({ plugins: sources, role: 'api' });
  key = installation.surroundings.key(uuidv7());
});

afterAll(() => installation.stop());

/** The verdict as a form shows it. */
interface Shown {
  readonly verdict: string;
  readonly score: number;
  readonly as_of: string;
}

const shownBy = ({ verdict, score, as_of }: Shown): Shown => ({ verdict, score, as_of });

async function read(at: Gateway, url: string): Promise<unknown> {
  const { status, body } = await at.call('GET', url, { key });
  expect(status).toBe(200);
  return body;
}

/** As each form shows it; of a form that says it more than once every one. */
async function everywhere(id: string, asOf: string): Promise<Shown[]> {
  const export_ = (format: string) => read(other, `${path}/${id}/export?format=${format}&as_of=${asOf}`);
  const [here, there, json, csv, stix] = await Promise.all([
    read(gateway, `${path}/${id}?as_of=${asOf}`),
    read(other, `${path}/${id}?as_of=${asOf}`),
    export_('json'),
    export_('csv'),
    export_('stix'),
  ]);
  expect(json).toEqual(there);
  return [...[here, there, json].map((view) => shownBy(view as AnalysisView)), ...inCsv(csv), ...inStix(stix)];
}

function inCsv(text: unknown): Shown[] {
  const lines: Record<string, string>[] = parse(String(text), { columns: true });
  expect(lines.length).toBeGreaterThan(0);
  return lines.map(({ verdict = '', score = '', as_of: asOf = '' }) => ({
    verdict,
    score: Number(score),
    as_of: asOf,
  }));
}

function inStix(bundle: unknown): Shown[] {
  const { objects } = (typeof bundle === 'string' ? JSON.parse(bundle) : bundle) as {
    objects: { type: string; abstract?: string; modified?: string; indicator_types?: string[] }[];
  };
  const notes = objects.filter(({ type }) => type === 'note');
  const [, verdict = '', score = '', asOf = ''] =
    /^Verdict: (\w+), score (\d+) of 100 as of (\S+)$/.exec(notes[0]?.abstract ?? '') ?? [];
  expect(notes.map(({ modified }) => modified)).toEqual([asOf]);
  // An indicator is there for what is accused, and only then.
  const indicators = objects.filter(({ type }) => type === 'indicator');
  expect(indicators.map(({ indicator_types: types }) => types)).toEqual(
    verdict === 'malicious' ? [['malicious-activity']] : verdict === 'suspicious' ? [['anomalous-activity']] : [],
  );
  return [{ verdict, score: Number(score), as_of: asOf }];
}

it('a verdict as of a time is one number in the analysis, in every export, on every replica, and by a second reckoning', async () => {
  const seen = new Set<string>();
  const lists = fc.array(fc.array(evidenceAround(new Date()), { maxLength: 3 }), { minLength: 3, maxLength: 3 });
  const daysLater = fc.array(fc.integer({ min: 0, max: 400 * dayMs }), { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(lists, daysLater, fc.constantFrom('ip', 'url'), async (evidence, laterMs, type) => {
      said = evidence;
      const ioc = type === 'ip' ? '1.1.1.1' : 'http://example.com/';
      const view = await gateway.analyse(key, { ioc, type });
      const times = [0, ...laterMs].map((ms) => new Date(Date.parse(view.as_of) + ms));
      for (const asOf of times) {
        const [first, ...rest] = await everywhere(view.id, asOf.toISOString());
        expect(first?.as_of).toBe(asOf.toISOString());
        expect(rest).toEqual(rest.map(() => first));
        const stated = evidence.flat().map((each) => ({ ...each, observed_at: each.observed_at ?? view.queried_at }));
        const again = naiveScore(type === 'ip' ? 'ipv4' : 'url', stated, asOf, platformPolicy.rules);
        // What a source does not date is as old as its answer, which is some milliseconds younger than the question.
        expect(Math.abs((first?.score ?? -1) - again)).toBeLessThanOrEqual(1);
        seen.add(first?.verdict ?? '');
      }
      // As of its own time it is what was answered first.
      expect(shownBy((await read(other, `${path}/${view.id}`)) as AnalysisView)).toEqual(shownBy(view));
    }),
    { numRuns: 12 },
  );
  expect(seen.size).toBeGreaterThan(1);
});

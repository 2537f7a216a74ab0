import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportView } from '@sentrybox/contracts';
import { DataApp, until } from '../../test/data-app';

jest.setTimeout(300_000);

// Real lists, where CORPORA_DIR names the folder that holds them.
const corpora = process.env.CORPORA_DIR;
const withCorpora = corpora === undefined || corpora === '' ? describe.skip : describe;
const feed = (name: string) => readFileSync(join(corpora ?? '', 'feeds', name), 'utf8');

withCorpora('lists as they are published (needs CORPORA_DIR)', () => {
  let data: DataApp;
  let admin: string;
  let keyA: string;

  beforeAll(async () => {
    data = await DataApp.start(fetch);
    admin = data.callers.token(data.teamA, 'admin');
    keyA = data.callers.key(data.teamA);
  });

  afterAll(() => data.stop());

  const secondsOf = (view: ImportView) => (Date.parse(view.finished_at ?? '') - Date.parse(view.created_at)) / 1_000;

  it('imports all 120,430 addresses of IPsum in seconds, and again without writing one', async () => {
    const text = feed('ipsum.txt');
    const id = await data.source(admin, {
      name: 'IPsum',
      scope: 'platform',
      format: { kind: 'lines', delimiter: 'whitespace' },
    });
    const first = await data.import(admin, id, text);
    expect(first).toMatchObject({
      state: 'done',
      counts: {
        records: 120_430,
        accepted: 120_430,
        rejected: 0,
        duplicates: 0,
        new: 120_430,
        updated: 0,
        delisted: 0,
      },
    });
    expect(secondsOf(first)).toBeLessThan(60); // of a machine that may run everything else too
    const again = await data.import(admin, id, text);
    expect(again.counts).toMatchObject({ new: 0, updated: 0, unchanged: 120_430, delisted: 0 });

    const shorter = text.split('\n').filter((line) => !line.startsWith('77.90.185.20\t'));
    expect((await data.import(admin, id, shorter.join('\n'))).counts).toMatchObject({
      unchanged: 120_429,
      delisted: 1,
    });
    const { body } = await data.call('GET', '/api/v1/indicators/search?source=IPsum&type=ipv4&limit=1');
    expect(body).toMatchObject({ count: 10_000, pagination: { total: 10_000, total_relation: 'gte' } });
    const [stored] = await data.database.query('SELECT count(*)::int AS n FROM data.indicator');
    expect(stored).toEqual({ n: 120_430 });
  });

  it('reads the same 1,404 vulnerabilities from KEV as JSON and as CSV', async () => {
    const json = await data.source(keyA, {
      name: 'KEV (JSON)',
      format: {
        kind: 'json',
        items: 'vulnerabilities',
        fields: { value: 'cveID', first_seen: 'dateAdded', tags: 'vendorProject' },
      },
    });
    const csv = await data.source(keyA, {
      name: 'KEV (CSV)',
      format: { kind: 'csv', columns: { value: 'cveID', first_seen: 'dateAdded', tags: 'vendorProject' } },
    });
    const counts = { records: 1_404, accepted: 1_404, rejected: 0, duplicates: 0, new: 1_404 };
    expect(await data.import(keyA, json, feed('kev.json'), 'application/json')).toMatchObject({
      state: 'done',
      counts,
    });
    expect(await data.import(keyA, csv, feed('kev.csv'), 'text/csv')).toMatchObject({ state: 'done', counts });
    const { body } = await data.call('GET', '/api/v1/indicators/search?type=cve&limit=2000', { as: keyA });
    expect(body.count).toBe(1_404);
    const one = await data.call('GET', '/api/v1/indicators/search?q=cve-2025-48384', { as: keyA });
    expect(one.body.results).toMatchObject([
      {
        type: 'cve',
        value: 'CVE-2025-48384',
        first_seen: '2025-08-25T00:00:00.000Z',
        sources: ['KEV (CSV)', 'KEV (JSON)'],
        tags: ['Git'],
      },
    ]);
  });

  it('makes a source of each feed that MISP comes with, or says why not', async () => {
    const list = feed('misp-default-feeds.json');
    const send = { as: keyA, text: list, type: 'application/json' };
    const { status, body } = await data.call('POST', '/api/v1/feed-catalogue/misp', send);
    expect(status).toBe(200);
    const results = body.results as unknown as { name: string; source_id: string | null; refused: string | null }[];
    expect(results).toHaveLength((JSON.parse(list) as unknown[]).length);
    expect(results.filter((each) => (each.source_id === null) === (each.refused === null))).toEqual([]);
    const refused = results.flatMap((each) => (each.refused === null ? [] : [`${each.refused}: ${each.name}`]));
    // Expressions that leave out more than comments are not followed, so these would take in what MISP leaves out.
    expect(refused).toEqual([
      'exclusion_not_supported: Phishtank online valid phishing',
      'exclusion_not_supported: Threatview.io - OSINT Threat Feed',
      'exclusion_not_supported: Threatview.io - C2 Hunt Feed',
    ]);
    const sources = await data.call('GET', '/api/v1/sources?scope=team&enabled=false&limit=500', { as: keyA });
    expect(sources.body.count).toBe(results.length - refused.length);
  });
});

interface Warninglist {
  readonly name: string;
  readonly list: readonly string[];
}

const bitsOf = (address: string) => address.split('.').reduce((bits, part) => bits * 256 + Number(part), 0);

/** The first and the last address of an entry; of nothing where it is no IPv4 address or network. */
function rangeOf(entry: string): { first: number; last: number }[] {
  const [, address, length = '32'] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(entry.trim()) ?? [];
  if (address === undefined) return [];
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(bitsOf(address) / size) * size;
  return [{ first, last: first + size - 1 }];
}

/** How many of the addresses each list holds, worked out in one pass over both in order: nothing of the service's way. */
function standingOn(lists: readonly Warninglist[], addresses: readonly string[]): Record<string, number> {
  const sorted = Float64Array.from(addresses, bitsOf).sort();
  const counts: Record<string, number> = {};
  for (const { name, list } of lists) {
    const ranges = list.flatMap(rangeOf).sort((one, other) => one.first - other.first);
    let [at, reach, count] = [0, -1, 0];
    for (const address of sorted) {
      for (let next = ranges[at]; next !== undefined && next.first <= address; next = ranges[at]) {
        reach = Math.max(reach, next.last);
        at += 1;
      }
      if (address <= reach) count += 1;
    }
    if (count > 0) counts[name] = count;
  }
  return counts;
}

withCorpora('lists as they are published, with every warninglist of MISP (needs CORPORA_DIR)', () => {
  let data: DataApp;
  let admin: string;
  const lists: Warninglist[] = [];

  beforeAll(async () => {
    data = await DataApp.start(fetch);
    admin = data.callers.token(data.teamA, 'admin');
    for (const file of readdirSync(join(corpora ?? '', 'feeds', 'warninglists'))) {
      const text = feed(`warninglists/${file}`);
      const { status } = await until(async () => {
        const sent = { as: admin, text, type: 'application/json' };
        const reply = await data.call('POST', '/api/v1/warninglists?scope=platform', sent);
        return reply.status === 503 ? undefined : reply; // a busy machine
      });
      expect({ file, status }).toEqual({ file, status: 201 });
      lists.push(JSON.parse(text) as Warninglist); // published form, checked by the import itself
    }
    expect(lists).toHaveLength(134);
  });

  afterAll(() => data.stop());

  it('D05 takes all of IPsum and counts by list what stands on one: none of them is of false positives alone', async () => {
    const text = feed('ipsum.txt');
    const format = { kind: 'lines', delimiter: 'whitespace' };
    const id = await data.source(admin, { name: 'IPsum', scope: 'platform', format });
    const view = await data.import(admin, id, text, 'text/plain', 240_000);
    const addresses = text.split('\n').flatMap((line) => /^(\d\S*)\t/.exec(line)?.[1] ?? []);
    const flagged = standingOn(lists, addresses);
    expect(view).toMatchObject({ state: 'done', counts: { records: 120_430, accepted: 120_430, new: 120_430 } });
    expect(view.rejected_by_reason).toEqual({});
    expect(view.flagged_by_list).toEqual(flagged);
    expect([Object.keys(flagged).length, flagged['List of known IPv4 public DNS resolvers']]).toEqual([42, 48]);
  });

  it('D05 takes all of KEV: no name of a vulnerability stands on any list', async () => {
    const fields = { value: 'cveID', first_seen: 'dateAdded', tags: 'vendorProject' };
    const format = { kind: 'json', items: 'vulnerabilities', fields };
    const id = await data.source(admin, { name: 'KEV', scope: 'platform', format });
    const view = await data.import(admin, id, feed('kev.json'), 'application/json', 240_000);
    expect(view).toMatchObject({ state: 'done', counts: { records: 1_404, accepted: 1_404, new: 1_404 } });
    expect([view.rejected_by_reason, view.flagged_by_list]).toEqual([{}, {}]);
  });
});

import { DataApp } from '../../test/data-app';

const search = '/api/v1/indicators/search';

jest.setTimeout(60_000);

let data: DataApp;
let admin: string;
let keyA: string;
let keyB: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  admin = data.callers.token(data.teamA, 'admin');
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
});

afterAll(() => data.stop());

describe('D01 who sees what', () => {
  beforeAll(async () => {
    const everybody = await data.source(admin, { scope: 'platform', name: 'd01 everybody' });
    await data.import(admin, everybody, 'd01-both.example.com\nd01-public.example.com\n');
    const mine = await data.source(keyA, { name: 'd01 mine', default_severity: 'critical', tags: ['secret-tag'] });
    await data.import(keyA, mine, 'd01-both.example.com\nd01-private.example.com\n');
  });

  const names = async (as?: string) => {
    const { status, body } = await data.call('GET', `${search}?q=d01-&match=prefix&limit=50`, { as });
    expect(status).toBe(200);
    return Object.fromEntries(body.results.map(({ value, sources }) => [value, sources.join(' + ')]));
  };

  it('D01 shows strangers and other teams the records of everybody only', async () => {
    const seen = { 'd01-both.example.com': 'd01 everybody', 'd01-public.example.com': 'd01 everybody' };
    expect(await names()).toEqual(seen);
    expect(await names(keyB)).toEqual(seen);
  });

  it('D01 lays the team’s own records over them, one row per value', async () => {
    expect(await names(keyA)).toEqual({
      'd01-both.example.com': 'd01 everybody + d01 mine',
      'd01-public.example.com': 'd01 everybody',
      'd01-private.example.com': 'd01 mine',
    });
  });

  it('D01 shows a credential without the permission no more than a stranger', async () => {
    expect(Object.keys(await names(data.callers.key(data.teamA, 'viewer', ['plugins:read'])))).toHaveLength(2);
  });

  it.each(['sb_00000000000000000000000000000000', 'a.b.c'])('D01 refuses the bad credential %s', async (as) => {
    expect(await data.call('GET', search, { as })).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
  });

  it('D01 does not let filters, counts or ids tell of another team’s records', async () => {
    const [mine] = (await data.call('GET', `${search}?q=d01-private.example.com`, { as: keyA })).body.results;
    expect(mine).toMatchObject({ severity: 'critical', scope: 'team' });
    for (const as of [undefined, keyB]) {
      for (const query of ['q=d01-private.example.com', 'tag=secret-tag', 'source=d01%20mine', 'severity=critical']) {
        expect(await data.call('GET', `${search}?${query}`, { as })).toMatchObject({ status: 200, body: { count: 0 } });
      }
      expect(await data.call('GET', `/api/v1/indicators/${String(mine?.id)}`, { as })).toMatchObject({ status: 404 });
    }
    expect(await data.call('GET', `/api/v1/indicators/${String(mine?.id)}`, { as: keyA })).toMatchObject({
      status: 200,
      body: { value: 'd01-private.example.com', sightings: [{ source: 'd01 mine', reliability: 'C' }] },
    });
  });

  it('D01 answers bulk look-ups for the caller’s team', async () => {
    const json = { indicators: ['d01-private[.]example.com', 'D01-BOTH.example.com', 'no indicator at all'] };
    const found = async (as: string) =>
      (await data.call('POST', '/api/v1/indicators/bulk-lookup', { as, json })).body.results;
    expect(await found(keyA)).toMatchObject([
      { value: 'd01-private[.]example.com', type: 'domain', found: true, threat_level: 'critical' },
      { type: 'domain', found: true, indicator: { sources: ['d01 everybody', 'd01 mine'] } },
      { type: null, found: false },
    ]);
    expect(await found(keyB)).toMatchObject([
      { found: false },
      { found: true, indicator: { sources: ['d01 everybody'] } },
      { found: false },
    ]);
  });
});

describe('search', () => {
  let weak: string;

  beforeAll(async () => {
    const csv = {
      kind: 'csv',
      columns: { value: 'value', confidence: 'confidence', severity: 'severity', tags: 'tags', last_seen: 'last' },
    };
    const first = await data.source(keyA, { name: 'Search one', format: csv, default_severity: 'low' });
    const rows = [
      'value,confidence,severity,tags,last',
      '198.18.7.7,1,high,x,', // not public: left out
      '45.154.244.193,0.9,high,"c2,botnet",2026-01-01',
      'search.example.com,0.3,critical,phish,2026-02-01',
      'http://Search.example.com:80/a%20b?q=%25,0.7,medium,,2026-03-01',
      '5f4dcc3b5aa765d61d8327deb882cf99,,,,',
    ];
    await data.import(keyA, first, rows.join('\n'), 'text/csv');
    weak = await data.source(keyA, { name: 'Search two', default_severity: 'info', default_confidence: 0.2 });
    await data.import(keyA, weak, '45.154.244.193\nsearch.example.com\nonce.example.com\n');
    await data.import(keyA, weak, '45.154.244.193\nsearch.example.com\n');
  });

  const values = async (query: string) => {
    const { status, body } = await data.call('GET', `${search}?${query}`, { as: keyA });
    expect(status).toBe(200);
    expect(body.count).toBe(body.results.length);
    return body.results.map(({ value }) => value).sort();
  };

  it('finds a value however it is written, with every field of the interface', async () => {
    for (const q of ['45.154.244.193', '45[.]154[.]244[.]193', ' 45.154.244.193 ']) {
      const { body } = await data.call('GET', `${search}?q=${encodeURIComponent(q)}&type=ipv4`, { as: keyA });
      expect(body).toMatchObject({
        count: 1,
        next: null,
        previous: null,
        results: [
          {
            type: 'ipv4',
            value: '45.154.244.193',
            threat_level: 'high',
            confidence: 0.9,
            severity: 'high',
            sources: ['Search one', 'Search two'],
            status: 'active',
            tags: ['botnet', 'c2'],
            tlp: 'clear',
            families: [],
            expires_at: null,
            false_positive: null,
          },
        ],
        pagination: { limit: 20, offset: 0, total: 1 },
      });
    }
    expect(await values(`q=${encodeURIComponent('hxxp://search[.]example.com/a%20b?q=%25')}`)).toHaveLength(1);
    expect(await values('q=5F4DCC3B5AA765D61D8327DEB882CF99')).toEqual(['5f4dcc3b5aa765d61d8327deb882cf99']);
  });

  it('takes prefixes literally', async () => {
    expect(await values('q=search.&match=prefix')).toEqual(['search.example.com']);
    expect(await values('q=SEARCH.&match=prefix&type=domain')).toEqual(['search.example.com']);
    for (const q of ['%25%25%25', '___', 'sea_ch', '.*.*', "'--"]) {
      expect(await values(`q=${q}&match=prefix`)).toEqual([]);
    }
  });

  it('narrows by what is shown, and by nothing that is not', async () => {
    expect(await values('severity=critical&source=Search%20one')).toEqual(['search.example.com']);
    // Its only critical sighting is too unsure for a threat level.
    expect(await values('threat_level=critical&source=Search%20one')).toEqual([]);
    expect(await values('confidence=0.9&source=Search%20one')).toEqual(['45.154.244.193']);
    expect(await values('tag=phish')).toEqual(['search.example.com']);
    expect(await values(`source=${weak}&type=ipv4`)).toEqual(['45.154.244.193']);
    expect(await values('source=search%20TWO&since=2020-01-01T00:00:00Z')).toHaveLength(2);
    expect(await values('source=Search%20two&since=2999-01-01T00:00:00Z')).toEqual([]);
  });

  it('shows what is no longer listed when asked for it', async () => {
    expect(await values('q=once.example.com')).toEqual([]);
    const { body } = await data.call('GET', `${search}?q=once.example.com&active_only=false`, { as: keyA });
    expect(body.results).toMatchObject([{ status: 'delisted', sources: ['Search two'] }]);
  });

  it('hides what a source that is switched off says, and shows it again', async () => {
    await data.call('PATCH', `/api/v1/sources/${weak}`, { as: keyA, json: { enabled: false } });
    expect(await values('source=Search%20two')).toEqual([]);
    await data.call('PATCH', `/api/v1/sources/${weak}`, {
      as: keyA,
      json: { enabled: true, default_severity: 'high' },
    });
    expect(await values('source=Search%20two&severity=high')).toEqual(['45.154.244.193']);
  });

  it('pages by offset and by cursor through the same rows', async () => {
    const all = (await data.call('GET', `${search}?limit=100`, { as: keyA })).body.results.map(({ id }) => id);
    const byOffset: string[] = [];
    for (let next: string | null = `${search}?limit=2`; next !== null;) {
      const { body } = await data.call('GET', next, { as: keyA });
      expect(body.count).toBe(all.length);
      byOffset.push(...body.results.map(({ id }) => id));
      next = body.next;
    }
    expect(byOffset).toEqual(all);
    const byCursor: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const path = cursor === '' ? `${search}?limit=3` : `${search}?limit=3&cursor=${cursor}`;
      const { body } = await data.call('GET', path, { as: keyA });
      byCursor.push(...body.results.map(({ id }) => id));
      cursor = body.pagination.next_cursor;
    }
    expect(byCursor).toEqual(all);
  });

  it.each([
    ['an unknown parameter', 'query=x', 'query'],
    ['an unknown type', 'type=ip_address', 'type'],
    ['a value that is not of its type', 'q=nonsense&type=ipv4&match=exact', 'q'],
    ['two characters of a value', 'q=%25_&match=substring', 'q'],
    ['a network that is none', 'q=example&match=cidr', 'q'],
    ['a score beyond 100', 'min_score=101', 'min_score'],
    ['an order that does not exist', 'sort=-id', 'sort'],
    ['a cursor of another order', 'sort=-score&cursor=IjAxOWFhM2YwLTViMWUtN2M3YS05ZDUxLTFmNmYwZjBhMDAwMyI', 'cursor'],
    ['a prefix of two characters', 'q=ab&match=prefix', 'q'],
    ['a prefix search without one', 'match=prefix', 'q'],
    ['a value of 3 kB', `q=${'x'.repeat(3_000)}`, 'q'],
    ['a limit beyond 10,000', 'limit=10001', 'limit'],
    ['a confidence above 1', 'confidence=1.5', 'confidence'],
    ['a cursor of somebody’s own', 'cursor=abc', 'cursor'],
    ['a time that is none', 'since=yesterday', 'since'],
  ])('refuses %s with 400 that names it', async (_name, query, field) => {
    const { status, code, body } = await data.call('GET', `${search}?${query}`);
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect(body.details.map((fault) => fault.field)).toContainEqual(expect.stringContaining(field));
  });
});

describe('negative cases', () => {
  const bulk = '/api/v1/indicators/bulk-lookup';

  it.each([
    ['no credential', {}, 401],
    ['a key without the permission', { as: 'narrow' }, 403],
    ['an unknown field', { as: 'key', json: { indicators: ['a.example.com'], deep: true } }, 400],
    ['an empty list', { as: 'key', json: { indicators: [] } }, 400],
    ['10,001 values', { as: 'key', json: { indicators: Array<string>(10_001).fill('x') } }, 400],
    ['9 MiB', { as: 'key', json: { indicators: ['x'.repeat(9 * 1_048_576)] } }, 413],
    ['plain text', { as: 'key', text: 'a.example.com', type: 'text/plain' }, 415],
  ])('refuses a bulk look-up with %s', async (_name, call: { as?: string; json?: unknown }, status) => {
    const as = call.as === 'narrow' ? data.callers.key(data.teamA, 'admin', ['plugins:read']) : call.as && keyA;
    const body = 'text' in call || 'json' in call ? {} : { json: { indicators: ['a.example.com'] } };
    expect((await data.call('POST', bulk, { ...body, ...call, as })).status).toBe(status);
  });

  it('answers 10,000 values of any kind', async () => {
    const hostile = ["'; DROP TABLE data.indicator;--", '\u0000', '%', '{}', '\\N', '\uD800', ''];
    const indicators = [...hostile, ...Array.from({ length: 9_993 }, (_, n) => `h${n}.example.com`)];
    const { status, body } = await data.call('POST', bulk, { as: keyA, json: { indicators } });
    expect(status).toBe(200);
    expect(body.results).toHaveLength(10_000);
  });

  it('answers 404 for an unknown id and 400 for none', async () => {
    const unknown = await data.call('GET', '/api/v1/indicators/019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0003', { as: keyA });
    expect(unknown).toMatchObject({ status: 404, code: 'not_found', body: { status: 'error' } });
    expect((await data.call('GET', '/api/v1/indicators/1', { as: keyA })).status).toBe(400);
  });
});

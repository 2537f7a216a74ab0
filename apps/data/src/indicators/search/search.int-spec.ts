import { DataApp } from '../../../test/data-app';

const search = '/api/v1/indicators/search';

jest.setTimeout(60_000);

let data: DataApp;
let keyA: string;
let keyB: string;

const csv = {
  kind: 'csv',
  columns: {
    value: 'value',
    confidence: 'confidence',
    severity: 'severity',
    tags: 'tags',
    last_seen: 'last',
    first_seen: 'first',
    tlp: 'tlp',
    family: 'family',
    expires_at: 'expires',
  },
};
const header = 'value,confidence,severity,tags,first,last,tlp,family,expires';

const publicRows = [
  header,
  'https://evil-shop.example.com/pay/login.php?id=100%25_off,0.9,high,phish,2026-01-01,2026-02-01,clear,,',
  'EVIL-shop.example.org,0.5,medium,phish,2026-01-01,2026-03-01,green,AgentTesla,',
  'amber.example.com,0.5,medium,,2026-01-01,2026-03-01,amber,,',
  'red.example.com,0.5,medium,,2026-01-01,2026-03-01,red,,',
  'short-lived.example.com,0.5,low,,2020-01-01,2020-01-02,clear,,2020-02-01',
  '45.77.10.20,1,critical,c2,2026-01-01,2026-04-01,clear,,',
  '45.77.10.200:8443,1,critical,c2,2026-01-01,2026-04-01,clear,,',
  '45.77.0.0/16,0.4,low,,2026-01-01,2026-04-01,clear,,',
  '45.77.11.5,0.4,low,,2026-01-01,2026-04-01,clear,,',
  '2a00:1450::5,0.4,low,,2026-01-01,2026-04-01,clear,,',
  '2a00:1450::/32,0.4,low,,2026-01-01,2026-04-01,clear,,',
  '2a00:1450:4000::7,0.4,low,,2026-01-01,2026-04-01,clear,,',
];

beforeAll(async () => {
  data = await DataApp.start(fetch);
  const admin = data.callers.token(data.teamA, 'admin');
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
  const everybody = await data.source(admin, { scope: 'platform', name: 'Everybody', reliability: 'A', format: csv });
  await data.import(admin, everybody, publicRows.join('\n'), 'text/csv');
  const own = await data.source(keyA, { name: 'Own', reliability: 'B', format: csv });
  const ownRows = [
    header,
    'own-evil.example.net,0.8,high,phish,,,red,,',
    '45.77.10.21,0.8,high,,,,,,',
    'short-lived.example.com,0.8,high,,,,,,',
  ];
  await data.import(keyA, own, ownRows.join('\n'), 'text/csv');
});

afterAll(() => data.stop());

async function values(query: string, as?: string): Promise<string[]> {
  const { status, body } = await data.call('GET', `${search}?${query}`, { as });
  expect([status, body.details]).toEqual([200, undefined]);
  return body.results.map(({ value }) => value);
}
const q = encodeURIComponent;

describe('search by a part', () => {
  const url = 'https://evil-shop.example.com/pay/login.php?id=100%25_off';

  it('looks into names and URLs, without regard to case, defanged or not', async () => {
    expect(await values('q=VIL-sho')).toEqual([url, 'evil-shop.example.org']);
    expect(await values(`q=${q('evil-shop[.]example[.]org')}&match=substring`)).toEqual(['evil-shop.example.org']);
    expect(await values('q=login.php&type=url')).toEqual([url]);
    expect(await values('q=vil&tag=phish', keyA)).toContain('own-evil.example.net');
    expect(await values('q=vil&tag=phish', keyB)).not.toContain('own-evil.example.net');
  });

  it('compares the beginning of addresses', async () => {
    expect((await values('q=45.77.1')).sort()).toEqual(['45.77.10.20', '45.77.10.200:8443', '45.77.11.5']);
    expect(await values('q=77.10.2')).toEqual([]);
  });

  it.each(['%%%', '___', '%25_off%', 'sho_.', '\\\\\\', '(a+)+$', '[a-z]+', "'--", '%'.repeat(500), '_'.repeat(2_000)])(
    'D04 takes %p literally and answers in time',
    async (text) => {
      const startedMs = performance.now();
      expect(await values(`q=${q(text)}&match=substring`)).toEqual(text === '%25_off%' ? [] : []);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    },
  );

  it('D04 finds a text that has wildcards in it', async () => {
    expect(await values(`q=${q('100%25_off')}&match=substring`)).toEqual([url]);
  });
});

describe('search by network', () => {
  it.each([
    ['45.77.10.0/24', ['45.77.0.0/16', '45.77.10.20', '45.77.10.200:8443']],
    ['45.77.10.16/28', ['45.77.0.0/16', '45.77.10.20']],
    ['45.77.11.9', ['45.77.0.0/16']],
    ['45.64.0.0/10', ['45.77.0.0/16', '45.77.10.20', '45.77.10.200:8443', '45.77.11.5']],
    ['::ffff:45.77.11.5', ['45.77.0.0/16', '45.77.11.5']],
    ['2a00:1450::/33', ['2a00:1450:4000::7', '2a00:1450::/32', '2a00:1450::5']],
    ['2a00:1450::/48', ['2a00:1450::/32', '2a00:1450::5']],
  ])('%s finds what lies in it and around it', async (network, found) => {
    expect((await values(`q=${q(network)}&match=cidr`)).sort()).toEqual(found);
  });

  it('lays the team’s own over it', async () => {
    expect(await values('q=45.77.10.16/28&match=cidr', keyA)).toContain('45.77.10.21');
  });
});

describe('D07 handling', () => {
  it('shows strangers what is clear or green, teams what is not red, a team its own', async () => {
    const names = 'q=example&match=substring&limit=100';
    expect(await values(names)).not.toContain('amber.example.com');
    expect(await values(names, keyB)).toContain('amber.example.com');
    for (const as of [undefined, keyA, keyB]) {
      expect(await values(names, as)).not.toContain('red.example.com');
      expect(await values('q=red.example.com', as)).toEqual([]);
    }
    expect(await values('q=own-evil.example.net', keyA)).toHaveLength(1);
    expect(await values('q=amber.example.com')).toEqual([]);
    const { body } = await data.call('GET', `${search}?q=evil-shop.example.org`);
    expect(body.results).toMatchObject([{ tlp: 'green', families: ['AgentTesla'] }]);
  });
});

describe('time', () => {
  it('takes what has expired for active no more', async () => {
    expect(await values('q=short-lived.example.com')).toEqual([]);
    const { body } = await data.call('GET', `${search}?q=short-lived.example.com&active_only=false`);
    expect(body.results).toMatchObject([{ status: 'expired', expires_at: '2020-02-01T00:00:00.000Z' }]);
    expect(await values('q=short-lived.example.com&as_of=2020-01-15T00:00:00Z')).toHaveLength(1);
    expect(await values('q=short-lived&as_of=2019-12-31T00:00:00Z&active_only=false')).toEqual([]);
  });

  it('gives the score of any time, the same from a search, from one indicator and in order', async () => {
    const scoreAt = async (asOf: string) => {
      const { body } = await data.call('GET', `${search}?q=45.77.10.20&active_only=false&as_of=${asOf}`);
      const [found] = body.results;
      const one = await data.call('GET', `/api/v1/indicators/${String(found?.id)}?as_of=${asOf}`);
      expect(one.body).toMatchObject({ score: found?.score });
      const sorted = await data.call('GET', `${search}?q=45.77.10&sort=-score&limit=1&as_of=${asOf}`);
      expect(sorted.body.results[0]?.score).toBe(found?.score);
      return [found?.score, found?.decayed];
    };
    expect(await scoreAt('2026-04-01T00:00:00Z')).toEqual([95, false]);
    // 15 days: half of an address' weight is gone.
    expect(await scoreAt('2026-04-16T00:00:00Z')).toEqual([47, false]);
    expect(await scoreAt('2026-08-01T00:00:00Z')).toEqual([0, true]);
  });

  it('narrows by score', async () => {
    const query = 'q=45.77&match=prefix&as_of=2026-04-16T00:00:00Z';
    expect((await values(`${query}&min_score=40`)).sort()).toEqual(['45.77.10.20', '45.77.10.200:8443']);
  });
});

describe('count', () => {
  const total = async (query: string, as?: string) => {
    const { body } = await data.call('GET', `${search}?${query}&limit=1`, { as });
    return body.pagination.total;
  };

  it.each(['q=example&match=substring', 'q=45.77&match=prefix', 'q=45.77.10.0/24&match=cidr', 'type=domain', ''])(
    'is that of the rows that are shown to each reader: %p',
    async (query) => {
      for (const as of [undefined, keyA, keyB]) {
        for (const active of ['', '&active_only=false', '&as_of=2026-02-15T00:00:00Z']) {
          const shown = await values(`${query}&limit=100${active}`, as);
          expect([query, active, await total(`${query}${active}`, as)]).toEqual([query, active, shown.length]);
        }
      }
    },
  );

  it('leaves out what nobody lists any more, and what only a source lists that is switched off', async () => {
    const query = 'q=counted&match=substring';
    const source = await data.source(keyB, { name: 'Counted' });
    await data.import(keyB, source, 'a.counted.net\nb.counted.net\nc.counted.net\n');
    expect([await total(query, keyB), await total(query, keyA)]).toEqual([3, 0]);
    await data.import(keyB, source, 'a.counted.net\nb.counted.net\n');
    expect([await total(query, keyB), await total(`${query}&active_only=false`, keyB)]).toEqual([2, 3]);
    await data.call('PATCH', `/api/v1/sources/${source}`, { as: keyB, json: { enabled: false } });
    expect(await total(query, keyB)).toBe(0);
  });

  it('leaves out what is marked as false positive, for whom it is marked', async () => {
    const query = 'q=evil-shop&match=substring';
    const { body } = await data.call('GET', `${search}?q=evil-shop.example.org`, { as: keyA });
    const id = String(body.results[0]?.id);
    const mark = `/api/v1/indicators/${id}/false-positive`;
    expect((await data.call('POST', mark, { as: keyA, json: { reason: 'Ours.' } })).status).toBe(201);
    try {
      expect([await total(query, keyA), await total(query, keyB), await total(query)]).toEqual([1, 2, 2]);
      expect(await total(`${query}&active_only=false`, keyA)).toBe(2);
    } finally {
      await data.call('DELETE', mark, { as: keyA });
    }
  });
});

describe('order', () => {
  it('sorts both ways and pages through it', async () => {
    const all = await values('q=example&match=substring&sort=value&active_only=false', keyA);
    expect(all).toEqual([...all].sort());
    expect(await values('q=example&match=substring&sort=-value&active_only=false', keyA)).toEqual([...all].reverse());
    const paged: string[] = [];
    for (
      let next: string | null = `${search}?q=example&match=substring&sort=value&active_only=false&limit=2`;
      next !== null;
    ) {
      const { body } = await data.call('GET', next, { as: keyA });
      paged.push(...body.results.map(({ value }) => value));
      const cursor = body.pagination.next_cursor;
      next =
        cursor === undefined
          ? null
          : `${search}?q=example&match=substring&sort=value&active_only=false&limit=2&cursor=${cursor}`;
    }
    expect(paged).toEqual(all);
  });
});

import { uuidv7 } from '@sentrybox/database';
import type { Gateway } from '../test/gateway-installation';
import { GatewayInstallation } from '../test/gateway-installation';
import { aSighting } from '../test/sighting';

jest.setTimeout(60_000);

let installation: GatewayInstallation;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway();
  key = installation.surroundings.key(uuidv7());
});

afterAll(() => installation.stop());

const analyse = (ioc: string, type: string) => gateway.analyse(key, { ioc, type });

describe('the platform’s own plugins', () => {
  it('are listed when they can run; those that lack a setting only when asked for, with the reason', async () => {
    const namesOf = async (query: string) => {
      const { status, body } = await gateway.call('GET', `/api/v1/plugins${query}`, { key });
      expect(status).toBe(200);
      return (body as unknown as { name: string; enabled: boolean; reason?: string }[]).map(
        ({ name, enabled, reason }) => `${name} ${String(enabled)}${reason === undefined ? '' : ` ${reason}`}`,
      );
    };
    const enabled = [
      'domain_anatomy true',
      'hash_context true',
      'ip_context true',
      'lookalikes true',
      'platform_intel true',
      'url_anatomy true',
      'warninglists true',
    ];

    expect(await namesOf('')).toEqual(enabled);
    const all = await namesOf('?include=disabled');
    expect(all).toEqual([...all].sort());
    expect(all.length).toBeGreaterThanOrEqual(29);
    expect(all).toEqual(
      expect.arrayContaining([
        ...enabled,
        'urlscan false URLSCAN_API_KEY is not set.',
        'virustotal false VIRUSTOTAL_API_KEY is not set.',
        'misp false MISP_API_KEY is not set.',
        // Needs no key, and would dial a public host, which tests do not.
        'rdap false This installation does not connect to other hosts.',
      ]),
    );
  });

  it.each([
    ['ip', '1.2.3.4', ['ip_context', 'platform_intel', 'warninglists'], []],
    ['domain', 'example.com', ['domain_anatomy', 'platform_intel', 'warninglists'], ['lookalikes']],
    ['url', 'http://example.com/', ['platform_intel', 'url_anatomy', 'warninglists'], []],
    ['hash', 'a'.repeat(64), ['hash_context', 'platform_intel', 'warninglists'], []],
    ['email', 'a@example.com', ['domain_anatomy', 'platform_intel', 'warninglists'], []],
  ])('all answer about a value of type %s that nobody knows: unknown, not benign', async (type, ioc, fast, slow) => {
    const analysis = await analyse(ioc, type);

    expect(Object.keys(analysis.results).sort()).toEqual(fast);
    expect(Object.keys(analysis.pending)).toEqual(slow);
    for (const result of Object.values(analysis.results)) expect(['ok', 'not_found']).toContain(result.status);
    expect(analysis).toMatchObject({ verdict: 'unknown', score: 0 });
  });

  it('judges by what the platform’s sources say, and says why', async () => {
    const today = new Date().toISOString();
    installation.surroundings.sightings.set('45.154.244.193', [
      aSighting({
        reliability: 'A',
        confidence: 1,
        lastSeenAt: today,
        sourceName: 'Own honeypot',
        lineage: 'honeypot',
      }),
    ]);

    expect(await analyse('45.154.244.193', 'ip')).toMatchObject({
      verdict: 'malicious',
      score: 95,
      explanation: [
        {
          kind: 'evidence',
          lineage: 'honeypot',
          plugins: ['platform_intel'],
          delta: 95,
          text: 'It is listed by Own honeypot.',
        },
      ],
    });
  });

  it('finishes the look-alikes in the worker', async () => {
    installation.surroundings.listed.set('paypal.com', [
      { list: 'Top sites', description: '', entry: 'paypal.com', signal: 'known_false_positive' },
    ]);
    const { id } = await analyse('paypa1.com', 'domain');

    expect(await gateway.ready(key, id, 'lookalikes')).toMatchObject({
      status: 'ok',
      summary: { imitates: [{ domain: 'paypal.com', kind: 'homoglyph' }] },
    });
  });

  it('G01 analyse a URL whose parameters hold what jsonb cannot, and store the same answer', async () => {
    const analysis = await analyse('http://example.com/?a%00b=1&%ED%A0%80=2', 'url');

    expect(analysis.results.url_anatomy).toMatchObject({
      status: 'ok',
      summary: { parameter_names: ['a\ufffdb', '\ufffd\ufffd\ufffd'] },
    });
    expect((await gateway.call('GET', `/api/v1/analysis/${analysis.id}`, { key })).body).toEqual(analysis);
  });

  it('G06 lose only those that need the data service while it is away, and say so', async () => {
    const lonely = await GatewayInstallation.start({ isAlone: true });
    await lonely.standIn('identity');
    const alone = await lonely.gateway({ role: 'api' });
    const analysis = await alone.analyse(lonely.surroundings.key(uuidv7()), { ioc: '1.2.3.4', type: 'ip' });

    expect(analysis.results).toMatchObject({
      ip_context: { status: 'ok' },
      platform_intel: { status: 'error', error: { code: 'unreachable', message: 'The data service did not answer.' } },
      warninglists: { status: 'error', error: { code: 'unreachable' } },
    });
    expect(analysis.verdict).toBe('unknown');
    expect(analysis.coverage).toBeLessThan(0.5);
    expect(analysis.explanation.map(({ kind }) => kind)).toEqual(['gap', 'gap']);
    await lonely.stop();
  });
});

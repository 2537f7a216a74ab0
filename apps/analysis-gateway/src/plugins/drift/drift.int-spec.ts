import { uuidv7 } from '@sentrybox/database';
import { Metrics } from '@sentrybox/observability';
import type { WorkItem } from '@sentrybox/queue';
import { answering, json, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import type { Gateway } from '../../../test/gateway-installation';
import { GatewayInstallation, until } from '../../../test/gateway-installation';
import { CheckPluginsWork } from '../../plugin-settings';

jest.setTimeout(60_000);

/** AbuseIPDB API v2, "CHECK Endpoint"; the score under the name that the source has for it today. */
const answerWith = (scoreField: string) =>
  answering(({ query: { ipAddress } }) =>
    json(200, {
      data: {
        ipAddress,
        isPublic: true,
        ipVersion: 4,
        isWhitelisted: false,
        [scoreField]: 3,
        countryCode: 'DE',
        usageType: 'Data Center/Web Hosting/Transit',
        isp: 'Example',
        domain: 'example.com',
        hostnames: [],
        isTor: false,
        totalReports: 2,
        numDistinctUsers: 1,
        lastReportedAt: '2026-05-20T08:00:00+00:00',
      },
    }),
  );
const documented = 'abuseConfidenceScore';

let source: FixtureServer;
let installation: GatewayInstallation;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  source = await startFixtureServer();
  installation = await GatewayInstallation.start();
  const environment = { ABUSEIPDB_API_KEY: 'fixture-key-0123456789', ABUSEIPDB_URL: source.url };
  // Without a worker, whose hourly check could come in between.
  gateway = await installation.gateway({ environment, role: 'api' });
  key = installation.surroundings.key(uuidv7());
});

afterAll(async () => {
  await installation.stop();
  await source.close();
});

const ask = (ioc: string) => gateway.analyse(key, { ioc, type: 'ip', plugins: ['abuseipdb'] });

async function listed(): Promise<object | undefined> {
  const { body } = await gateway.call('GET', '/api/v1/plugins', { key });
  return (body as unknown as { name: string }[]).find(({ name }) => name === 'abuseipdb');
}

/** Drift is written beside the answer, which does not wait for it. */
async function drifted(times: number): Promise<object> {
  return await until(async () => {
    const plugin = (await listed()) as { drift?: { count: number } } | undefined;
    return plugin?.drift?.count === times ? plugin : undefined;
  });
}

/** As the hourly work does it. */
async function checkPlugins(): Promise<void> {
  const item = { signal: new AbortController().signal, finish: () => Promise.resolve() };
  const work = gateway.running.nest.get(CheckPluginsWork, { strict: false });
  await work.run(item as unknown as WorkItem); // all that is used
}

it('F08 a field that a source renames is an error and never "clean", is told in the list, and counted for the alert', async () => {
  source.on('GET /check', answerWith(documented));
  expect(await ask('1.1.1.1')).toMatchObject({ results: { abuseipdb: { status: 'ok' } }, coverage: 1 });
  await checkPlugins();
  expect(await listed()).toMatchObject({ health: { healthy: true } });
  expect(await listed()).not.toHaveProperty('drift');

  source.on('GET /check', answerWith('confidenceScore'));
  const analysis = await ask('1.1.1.2');
  expect(analysis).toMatchObject({
    results: { abuseipdb: { status: 'error', error: { code: 'invalid_response' }, evidence: [] } },
    verdict: 'unknown',
    score: 0,
    coverage: 0,
    explanation: [{ kind: 'gap', plugins: ['abuseipdb'] }],
  });
  await checkPlugins();
  expect(await drifted(2)).toMatchObject({
    enabled: true,
    health: { healthy: false, error_code: 'invalid_response' },
    drift: { field: `data.${documented}` },
  });
  expect(await gateway.running.nest.get(Metrics).registry.metrics()).toContain(
    `plugin_drift_total{plugin="abuseipdb",field="data.${documented}"} 2`,
  );

  source.on('GET /check', answerWith(documented));
  expect(await ask('1.1.1.3')).toMatchObject({ results: { abuseipdb: { status: 'ok' } } });
  await checkPlugins();
  expect(await listed()).toMatchObject({ health: { healthy: true }, drift: { count: 2 } });
});

import { uuidv7 } from '@sentrybox/database';
import { Metrics } from '@sentrybox/observability';
import { GatewayInstallation } from '../test/gateway-installation';

const syntaxError = new SyntaxError('Unexpected token');

jest.mock('./plugins/url-anatomy/url-anatomy.plugin', () => {
  throw syntaxError;
});

jest.setTimeout(60_000);

it('G06 a plugin whose module cannot be loaded is out alone, and the list, the health page, a log line and a metric say so', async () => {
  const installation = await GatewayInstallation.start();
  try {
    const gateway = await installation.gateway({ role: 'api' });
    const key = installation.surroundings.key(uuidv7());

    const analysis = await gateway.analyse(key, { ioc: 'http://example.com/', type: 'url' });
    expect(Object.keys(analysis.results).sort()).toEqual(['platform_intel', 'warninglists']);
    expect((await gateway.call('GET', '/health/ready')).status).toBe(200);

    const listed = await gateway.call('GET', '/api/v1/plugins', { key });
    expect(listed.body).not.toContainEqual(expect.objectContaining({ name: 'url_anatomy' }));
    const all = await gateway.call('GET', '/api/v1/plugins?include=disabled', { key });
    expect(all.body).toContainEqual({
      name: 'url_anatomy',
      display_name: 'url_anatomy',
      supported_ioc_types: [],
      enabled: false,
      categories: [],
      reason: 'It could not be loaded: Unexpected token',
      health: { healthy: false, checked_at: expect.any(String) as string, error_code: 'unavailable' },
    });
    const health = await gateway.call('GET', '/health');
    expect(health.body).toMatchObject({ status: 'degraded', unavailable_plugins: ['url_anatomy'] });
    expect(JSON.stringify(health.body)).not.toContain('Unexpected');

    const { logLines, nest } = gateway.running;
    const told = logLines.filter((line) => line.includes('"event":"plugin_not_loaded"'));
    expect(told.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        level: 'error',
        plugin: 'url_anatomy',
        reason: 'It could not be loaded: Unexpected token',
      }),
    ]);
    expect(await nest.get(Metrics).registry.metrics()).toContain('plugin_not_loaded{plugin="url_anatomy"} 1');
  } finally {
    await installation.stop();
  }
});

import { loadConfig } from '@sentrybox/config';
import type { PluginManifest } from '../contract/plugin';
import { quotaOf } from './all-settings';
import { EnvironmentSettings, variablesOf } from './environment-settings';
import { readinessOf } from './readiness';
import { urlscan as urlscanPlugin } from '../urlscan/urlscan.plugin';
import { virustotal as virustotalPlugin } from '../virustotal/virustotal.plugin';

const { manifest: virustotal } = virustotalPlugin();
const { manifest: urlscan } = urlscanPlugin();
const variables = variablesOf([virustotal, urlscan]);

const resolved = (environment: Record<string, string>, manifest: PluginManifest = virustotal) =>
  new EnvironmentSettings(loadConfig(variables, environment)).resolve('team', manifest);
const secret = 'f81d4fae7dec11d0a76500a0c91e6bf6';
const key = { VIRUSTOTAL_API_KEY: secret };

describe('settings of plugins from the environment', () => {
  it('are the manifest’s, under the names of plugin and setting', () => {
    expect(Object.keys(variablesOf([virustotal]))).toEqual([
      'VIRUSTOTAL_ENABLED',
      'VIRUSTOTAL_API_KEY',
      'VIRUSTOTAL_URL',
      'VIRUSTOTAL_MAX_PER_MINUTE',
      'VIRUSTOTAL_MAX_PER_DAY',
    ]);
  });

  it('take the defaults of what is not set, and say where each value comes from', async () => {
    expect(await resolved(key)).toEqual({
      account: 'environment',
      values: {
        enabled: true,
        api_key: secret,
        url: 'https://www.virustotal.com/api/v3',
        max_per_minute: 4,
        max_per_day: 500,
      },
      origins: {
        enabled: 'default',
        api_key: 'environment',
        url: 'default',
        max_per_minute: 'default',
        max_per_day: 'default',
      },
    });
    expect((await resolved({}, urlscan)).values).toMatchObject({ visibility: 'private' });
  });

  it('raise a quota', async () => {
    const { values } = await resolved({ VIRUSTOTAL_MAX_PER_MINUTE: '1000' });
    expect(quotaOf(virustotal, values).map(({ limit }) => limit)).toEqual([1_000, 500]);
  });

  it.each([
    ['VIRUSTOTAL_URL', 'ftp://example.com'],
    ['URLSCAN_URL', 'urlscan.io'],
    ['URLSCAN_VISIBILITY', 'secret'],
    ['VIRUSTOTAL_API_KEY', 'short'],
    ['VIRUSTOTAL_MAX_PER_DAY', '0'],
    ['VIRUSTOTAL_MAX_PER_DAY', 'many'],
    ['VIRUSTOTAL_ENABLED', 'maybe'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => loadConfig(variables, { [name]: value })).toThrow(name);
  });

  it.each([
    ['has no key', {}, { isConfigured: false, reason: 'VIRUSTOTAL_API_KEY is not set.' }],
    ['has its key', key, { isConfigured: true }],
    [
      'is switched off',
      { ...key, VIRUSTOTAL_ENABLED: 'false' },
      { isConfigured: false, reason: 'VIRUSTOTAL_ENABLED is false.' },
    ],
  ])('decide whether a plugin that %s can be asked', async (_what, environment, readiness) => {
    expect(readinessOf(virustotal, await resolved(environment), true)).toEqual(readiness);
  });
});

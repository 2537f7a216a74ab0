import { loadConfig } from '@sentrybox/config';
import { urlscanVariables } from '../urlscan/urlscan.variables';
import { virustotalVariables } from '../virustotal/virustotal.variables';

describe('settings of outside sources', () => {
  const variables = { ...virustotalVariables, ...urlscanVariables };

  it('are all optional, and scans are private unless said otherwise', () => {
    expect(loadConfig(variables, {})).toEqual({
      VIRUSTOTAL_API_KEY: undefined,
      VIRUSTOTAL_URL: undefined,
      URLSCAN_API_KEY: undefined,
      URLSCAN_URL: undefined,
      URLSCAN_VISIBILITY: 'private',
    });
  });

  it.each([
    ['VIRUSTOTAL_URL', 'ftp://example.com'],
    ['URLSCAN_URL', 'urlscan.io'],
    ['URLSCAN_VISIBILITY', 'secret'],
    ['VIRUSTOTAL_API_KEY', 'short'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => loadConfig(variables, { [name]: value })).toThrow(name);
  });
});

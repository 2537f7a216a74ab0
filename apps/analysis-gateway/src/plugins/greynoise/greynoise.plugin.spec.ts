import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { greynoise } from './greynoise.plugin';

const indicator = indicatorOf('ip', '71.6.135.131');
const document = 'GreyNoise API v3, "IP Lookup"';
const noBusiness = { found: false, trust_level: '', category: '', name: '' };

const known = (scanner: object, business: object = noBusiness) => ({
  ip: '71.6.135.131',
  internet_scanner_intelligence: { metadata: { country: 'US' }, ...scanner },
  business_service_intelligence: business,
  request_metadata: { restricted_fields: [] },
});
const scanner = (classification: string) => ({
  found: true,
  classification,
  actor: 'Example Scanner',
  tags: [{ id: 'a', name: 'SSH Bruteforcer' }],
  last_seen: '2026-05-20',
});

describeProvider(
  'greynoise',
  {
    plugin: greynoise,
    route: 'GET /v3/ip/*',
    own: [404],
    fixtures: [
      ...(
        [
          ['malicious', 'malicious', 0.85],
          ['suspicious', 'suspicious', 0.6],
          ['benign', 'benign', 0.8],
          ['unknown', 'context', 1],
        ] as const
      ).map(([classification, claim, strength]) => ({
        name: `a scanner that is ${classification}`,
        document,
        indicator,
        body: known(scanner(classification)),
        expected: {
          status: 'ok',
          summary: { is_scanner: true, classification, actor: 'Example Scanner', tags: ['SSH Bruteforcer'] },
          evidence: [{ claim, strength, observed_at: '2026-05-20T00:00:00.000Z' }],
        },
        essential: [
          'internet_scanner_intelligence',
          'internet_scanner_intelligence.found',
          'internet_scanner_intelligence.classification',
          'internet_scanner_intelligence.last_seen',
          'business_service_intelligence',
        ],
      })),
      {
        name: 'a business service',
        document,
        indicator,
        body: known({ found: false }, { found: true, trust_level: '1', category: 'public_dns', name: 'Example DNS' }),
        expected: { status: 'ok', evidence: [{ claim: 'context', signals: ['shared_infrastructure'] }] },
      },
      {
        name: 'an address that is neither',
        document,
        indicator,
        body: known({ found: false }),
        expected: { status: 'not_found' },
      },
      {
        name: 'an address that was never observed',
        document,
        indicator,
        status: 404,
        body: { message: 'IP not observed scanning the internet.' },
        expected: { status: 'not_found' },
        essential: ['message'],
      },
    ],
  },
  (bench) => {
    it('asks with the key', async () => {
      await bench()
        .outcome(indicator)
        .catch(() => undefined);
      expect(bench().server.requests).toMatchObject([{ path: '/v3/ip/71.6.135.131', headers: { key: secretCanary } }]);
    });

    it('skips IPv6 addresses, which the source does not know', async () => {
      expect(await bench().outcome(indicatorOf('ip', '2606:4700::1111'))).toMatchObject({ status: 'skipped' });
    });
  },
);

import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { internetdb } from './internetdb.plugin';
import { shodan } from './shodan.plugin';

const indicator = indicatorOf('ip', '93.184.216.34');
const expectedOf = (claim: string, signals: string[] = []) => ({ status: 'ok', evidence: [{ claim, signals }] });
const cases = [
  [['c2'], expectedOf('malicious')],
  [['compromised'], expectedOf('suspicious')],
  [['cdn'], expectedOf('context', ['shared_infrastructure'])],
  [[], expectedOf('context')],
] as const;

const host = (tags: readonly string[]) => ({
  ip_str: '93.184.216.34',
  ip: 1_572_395_042,
  ports: [80, 443],
  tags,
  vulns: ['CVE-2021-44228'],
  hostnames: ['www.example.com'],
  org: 'Example',
  isp: 'Example',
  asn: 'AS65000',
  os: null,
  last_update: '2026-05-22T10:11:12.123456',
  data: [],
});

describeProvider(
  'shodan',
  {
    plugin: shodan,
    route: 'GET /shodan/host/*',
    own: [404],
    fixtures: [
      ...cases.map(([tags, expected]) => ({
        name: `a host tagged ${JSON.stringify(tags)}`,
        document: 'Shodan API, "Host Information"',
        indicator,
        body: host(tags),
        expected: { ...expected, summary: { ports: [80, 443], vulnerabilities: ['CVE-2021-44228'] } },
        essential: ['ports', 'tags', 'last_update'],
      })),
      {
        name: 'an address that was never scanned',
        document: 'Shodan API, "Host Information"',
        indicator,
        status: 404,
        body: { error: 'No information available for that IP.' },
        expected: { status: 'not_found' },
      },
    ],
  },
  (bench) => {
    it('asks for the short form, dated by the scan', async () => {
      await bench()
        .outcome(indicator)
        .catch(() => undefined);
      expect(bench().server.requests).toMatchObject([
        { path: '/shodan/host/93.184.216.34', query: { key: secretCanary, minify: 'true' } },
      ]);
    });
  },
);

describeProvider(
  'internetdb',
  {
    plugin: internetdb,
    route: 'GET /*',
    own: [404],
    fixtures: [
      ...cases.map(([tags, expected]) => ({
        name: `a host tagged ${JSON.stringify(tags)}`,
        document: 'internetdb.shodan.io, "/{ip}"',
        indicator,
        body: { ip: '93.184.216.34', ports: [443], cpes: [], hostnames: ['a.example'], tags, vulns: [], extra: 1 },
        expected: { ...expected, summary: { ports: [443], hostnames: ['a.example'] } },
        essential: ['ports', 'tags', 'vulns'],
      })),
      {
        name: 'an address of which nothing is known',
        document: 'internetdb.shodan.io, "/{ip}"',
        indicator,
        status: 404,
        body: { detail: 'No information available' },
        expected: { status: 'not_found' },
        essential: ['detail'],
      },
    ],
  },
  () => undefined,
);

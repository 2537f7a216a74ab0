import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { abuseipdb } from './abuseipdb.plugin';

const indicator = indicatorOf('ip', '118.25.6.39');
const document = 'AbuseIPDB API v2, "CHECK Endpoint"';

/** An answer in the source's own shape, with fields that nobody here reads. */
const report = (over: object = {}) => ({
  data: {
    ipAddress: '118.25.6.39',
    isPublic: true,
    ipVersion: 4,
    isWhitelisted: false,
    abuseConfidenceScore: 100,
    countryCode: 'CN',
    usageType: 'Data Center/Web Hosting/Transit',
    isp: 'Example Cloud',
    domain: 'cloud.example',
    hostnames: [],
    isTor: false,
    totalReports: 47,
    numDistinctUsers: 22,
    lastReportedAt: '2026-05-22T18:33:12+00:00',
    ...over,
  },
});

describeProvider(
  'abuseipdb',
  {
    plugin: abuseipdb,
    route: 'GET /api/v2/check',
    fixtures: [
      {
        name: 'an address with many reports',
        document,
        indicator,
        body: report(),
        expected: {
          status: 'ok',
          summary: { abuse_confidence: 100, reports: 47, reporters: 22, country: 'CN' },
          evidence: [
            {
              claim: 'malicious',
              strength: 1,
              reliability: 'B',
              lineage: 'abuseipdb',
              observed_at: '2026-05-22T18:33:12.000Z',
              facts: ['47 reports in 90 days, abuse confidence 100 of 100.'],
            },
          ],
        },
        essential: ['data', 'data.abuseConfidenceScore', 'data.totalReports', 'data.lastReportedAt'],
      },
      ...(
        [
          [{ abuseConfidenceScore: 75 }, 'malicious', 0.75],
          [{ abuseConfidenceScore: 40 }, 'suspicious', 0.4],
          [{ abuseConfidenceScore: 1, totalReports: 1 }, 'context', 1],
        ] as const
      ).map(([over, claim, strength]) => ({
        name: `${JSON.stringify(over)} as ${claim}: one report alone is no verdict`,
        document,
        indicator,
        body: report(over),
        expected: { evidence: [{ claim, strength }] },
      })),
      {
        name: 'an address that nobody reported',
        document,
        indicator,
        body: report({ abuseConfidenceScore: 0, totalReports: 0, numDistinctUsers: 0, lastReportedAt: null }),
        expected: { status: 'not_found', summary: { reports: 0 } },
      },
      {
        name: 'a well-known service',
        document,
        indicator,
        body: report({ isWhitelisted: true, abuseConfidenceScore: 0, totalReports: 0, lastReportedAt: null }),
        expected: { status: 'ok', evidence: [{ claim: 'context' }, { signals: ['known_false_positive'] }] },
      },
    ],
  },
  (bench) => {
    it('asks with the key in its header, and the address in the query', async () => {
      await bench()
        .outcome(indicator)
        .catch(() => undefined);
      const query = { ipAddress: '118.25.6.39', maxAgeInDays: '90' };
      expect(bench().server.requests).toMatchObject([{ path: '/api/v2/check', query, headers: { key: secretCanary } }]);
    });
  },
);

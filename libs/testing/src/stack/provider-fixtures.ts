import { answering, json } from '../fixture-server';
import { startFixtureServer } from '../fixture-server';
import type { Answer } from '../fixture-server';

/** The address that the fixture of VirusTotal calls malicious; it knows no other. */
export const maliciousAddress = '93.184.216.34';
/** The address for which it fails. */
export const failingAddress = '93.184.216.35';
const scanId = '0e37e828-a9d9-45c0-ac50-1ca579b86c72';

/** Outside sources on loopback, with the settings that point the gateway's plugins at them. */
export interface Providers {
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startProviders(): Promise<Providers> {
  const virusTotal = await startFixtureServer({ 'GET /api/v3/*': virusTotalAnswer });
  const notYet = json(404, { message: 'Not Found', status: 404 });
  const urlscan = await startFixtureServer({
    'POST /api/v1/scan/': json(200, {
      message: 'Submission successful',
      uuid: scanId,
      result: `https://urlscan.io/result/${scanId}/`,
      api: `https://urlscan.io/api/v1/result/${scanId}/`,
      visibility: 'private',
    }),
    [`GET /api/v1/result/${scanId}/`]: [notYet, json(200, urlscanResult())],
  });
  return {
    environment: {
      VIRUSTOTAL_API_KEY: 'fixture-key-0123456789',
      // Many specs ask it; none is about how often.
      VIRUSTOTAL_MAX_PER_MINUTE: '1000',
      VIRUSTOTAL_URL: `${virusTotal.url}/api/v3`,
      URLSCAN_API_KEY: 'fixture-key-0123456789',
      URLSCAN_URL: `${urlscan.url}/api/v1/`,
    },
    close: async () => {
      await Promise.all([virusTotal.close(), urlscan.close()]);
    },
  };
}

// VirusTotal API v3, "Get an IP address report" and "Errors".
const virusTotalAnswer: Answer = answering(({ path }) => {
  if (path === `/api/v3/ip_addresses/${failingAddress}`) return json(503, { error: { code: 'TransientError' } });
  return path === `/api/v3/ip_addresses/${maliciousAddress}`
    ? json(200, {
        data: {
          id: maliciousAddress,
          type: 'ip_address',
          links: { self: `https://www.virustotal.com/api/v3/ip_addresses/${maliciousAddress}` },
          attributes: {
            last_analysis_stats: { malicious: 30, suspicious: 2, harmless: 40, undetected: 20, timeout: 0 },
            last_analysis_date: Math.floor(Date.now() / 1000) - 3_600,
            reputation: -40,
            tags: ['scanner'],
            as_owner: 'Example Hosting',
            asn: 65_000,
            country: 'NL',
          },
        },
      })
    : json(404, { error: { code: 'NotFoundError', message: 'Resource not found' } });
});

// urlscan.io API v1, "Result API".
const urlscanResult = () => ({
  task: { uuid: scanId, time: new Date().toISOString(), url: 'http://login.example.org/a', visibility: 'private' },
  page: { url: 'http://login.example.org/a', domain: 'login.example.org', ip: '93.184.216.34', status: '200' },
  lists: { ips: ['93.184.216.34'], domains: ['login.example.org'], urls: ['http://login.example.org/a'] },
  stats: { uniqIPs: 1 },
  verdicts: { overall: { score: 100, malicious: true, categories: ['phishing'], brands: [], hasVerdicts: true } },
});

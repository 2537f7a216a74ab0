import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { malwarebazaar } from './malwarebazaar.plugin';
import { threatfox } from './threatfox.plugin';
import { urlhaus } from './urlhaus.plugin';

const url = indicatorOf('url', 'http://evilname.com/a.exe');
const hash = indicatorOf('hash', 'a'.repeat(64));
const ip = indicatorOf('ip', '139.180.203.104');

const listedUrl = (state: string) => ({
  query_status: 'ok',
  id: '105821',
  urlhaus_reference: 'https://urlhaus.abuse.ch/url/105821/',
  url: 'http://evilname.com/a.exe',
  url_status: state,
  host: 'evilname.com',
  date_added: '2026-05-20 09:02:05 UTC',
  threat: 'malware_download',
  blacklists: { spamhaus_dbl: 'not listed', surbl: 'not listed' },
  reporter: 'someone',
  tags: ['elf'],
  payloads: null,
});

describeProvider(
  'urlhaus',
  {
    plugin: urlhaus,
    route: 'POST /v1/url/',
    fixtures: [
      ...(
        [
          ['online', 1],
          ['offline', 0.8],
          ['unknown', 0.8],
        ] as const
      ).map(([state, strength]) => ({
        name: `a listed URL that is ${state}`,
        document: 'URLhaus API, "Query URL information"',
        indicator: url,
        body: listedUrl(state),
        expected: {
          status: 'ok',
          summary: { url_status: state, threat: 'malware download', tags: ['elf'] },
          evidence: [{ claim: 'malicious', strength, observed_at: '2026-05-20T09:02:05.000Z' }],
          link: 'https://urlhaus.abuse.ch/url/105821/',
        },
        essential: ['url_status', 'date_added'],
      })),
      {
        name: 'a URL that is not listed',
        document: 'URLhaus API, "Query URL information"',
        indicator: url,
        body: { query_status: 'no_results' },
        expected: { status: 'not_found' },
        essential: ['query_status'],
      },
      {
        name: 'a host with listed URLs, numbers as text',
        document: 'URLhaus API, "Query host information"',
        route: 'POST /v1/host/',
        indicator: indicatorOf('domain', 'evilname.com'),
        body: {
          query_status: 'ok',
          urlhaus_reference: 'https://urlhaus.abuse.ch/host/evilname.com/',
          host: 'evilname.com',
          firstseen: '2026-01-19 01:33:26 UTC',
          url_count: '2',
          urls: [
            { id: '1', url_status: 'offline', date_added: '2026-01-19 01:33:26 UTC', threat: 'malware_download' },
            { id: '2', url_status: 'online', date_added: '2026-05-01 00:00:00 UTC', threat: 'malware_download' },
          ],
        },
        expected: {
          summary: { urls: 2, urls_online: 1 },
          evidence: [{ claim: 'suspicious', strength: 0.8, observed_at: '2026-05-01T00:00:00.000Z' }],
        },
        essential: ['url_count', 'urls', 'urls.[].date_added'],
      },
      {
        name: 'a file that listed URLs served',
        document: 'URLhaus API, "Query payload information"',
        route: 'POST /v1/payload/',
        indicator: hash,
        body: {
          query_status: 'ok',
          md5_hash: 'b'.repeat(32),
          sha256_hash: 'a'.repeat(64),
          file_type: 'exe',
          signature: 'Heodo',
          firstseen: '2026-01-19 01:33:26',
          lastseen: '2026-02-19 01:33:26',
          url_count: '7',
          urls: [],
        },
        expected: {
          summary: { family: 'Heodo', urls: 7 },
          evidence: [{ claim: 'malicious', strength: 1, observed_at: '2026-02-19T01:33:26.000Z' }],
        },
        essential: ['firstseen', 'lastseen'],
      },
    ],
  },
  (bench) => {
    it.each([
      [url, '/v1/url/', 'url=http%3A%2F%2Fevilname.com%2Fa.exe'],
      [ip, '/v1/host/', 'host=139.180.203.104'],
      [indicatorOf('hash', 'b'.repeat(32)), '/v1/payload/', `md5_hash=${'b'.repeat(32)}`],
    ])('asks for %o in a form, with the key', async (indicator, path, body) => {
      await bench()
        .outcome(indicator)
        .catch(() => undefined);
      expect(bench().server.requests).toMatchObject([{ path, body, headers: { 'auth-key': secretCanary } }]);
    });

    it('takes a refused key in a good answer for no answer', async () => {
      bench().server.on('POST /v1/url/', (response) => response.end('{"query_status":"unknown_auth_key"}'));
      await expect(bench().outcome(url)).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });
  },
);

const entry = (over: object = {}) => ({
  id: '12',
  ioc: '139.180.203.104:443',
  threat_type: 'botnet_cc',
  ioc_type: 'ip:port',
  malware: 'win.cobalt_strike',
  malware_printable: 'Cobalt Strike',
  confidence_level: 75,
  is_compromised: false,
  first_seen: '2026-05-01 10:00:00 UTC',
  last_seen: null,
  reporter: 'someone',
  tags: ['CobaltStrike'],
  ...over,
});

describeProvider(
  'threatfox',
  {
    plugin: threatfox,
    route: 'POST /api/v1/',
    fixtures: [
      {
        name: 'a listed address, by its port',
        document: 'ThreatFox API, "Search an IOC"',
        indicator: ip,
        body: { query_status: 'ok', data: [entry()] },
        expected: {
          status: 'ok',
          summary: { entries: 1, malware: ['Cobalt Strike'] },
          evidence: [{ claim: 'malicious', strength: 0.75, observed_at: '2026-05-01T10:00:00.000Z' }],
          link: 'https://threatfox.abuse.ch/ioc/12/',
        },
        essential: ['data', 'data.[].confidence_level', 'data.[].first_seen', 'data.[].last_seen'],
      },
      {
        name: 'one of little confidence',
        document: 'ThreatFox API, "Search an IOC"',
        indicator: ip,
        body: { query_status: 'ok', data: [entry({ confidence_level: 25, last_seen: '2026-05-20 00:00:00 UTC' })] },
        expected: { evidence: [{ claim: 'suspicious', strength: 0.25, observed_at: '2026-05-20T00:00:00.000Z' }] },
      },
      {
        name: 'another address that begins alike',
        document: 'ThreatFox API, "Search an IOC"',
        indicator: ip,
        body: { query_status: 'ok', data: [entry({ ioc: '139.180.203.104.example:80' })] },
        expected: { status: 'not_found' },
      },
      {
        name: 'nothing, with a sentence for data',
        document: 'ThreatFox API, "Search an IOC"',
        indicator: ip,
        body: { query_status: 'no_result', data: 'Your search did not yield any results' },
        expected: { status: 'not_found' },
        essential: ['query_status'],
      },
    ],
  },
  (bench) => {
    it.each([
      [ip, { query: 'search_ioc', search_term: '139.180.203.104', exact_match: false }],
      [url, { query: 'search_ioc', search_term: 'http://evilname.com/a.exe', exact_match: true }],
      [hash, { query: 'search_hash', hash: 'a'.repeat(64) }],
    ])('asks for %o in JSON, with the key', async (indicator, json) => {
      await bench()
        .outcome(indicator)
        .catch(() => undefined);
      const [asked] = bench().server.requests;
      expect(JSON.parse(asked?.body ?? '')).toEqual(json);
      expect(asked?.headers).toMatchObject({ 'auth-key': secretCanary });
    });
  },
);

describeProvider(
  'malwarebazaar',
  {
    plugin: malwarebazaar,
    route: 'POST /api/v1/',
    fixtures: [
      {
        name: 'a sample',
        document: 'MalwareBazaar API, "Query a malware sample (hash)"',
        indicator: hash,
        body: {
          query_status: 'ok',
          data: [
            {
              sha256_hash: 'a'.repeat(64),
              md5_hash: 'b'.repeat(32),
              first_seen: '2026-04-01 10:00:00',
              last_seen: null,
              file_name: 'invoice.exe',
              file_type: 'exe',
              file_size: 1_234,
              signature: 'AgentTesla',
              tags: ['AgentTesla'],
              intelligence: { clamav: null, downloads: '12' },
            },
          ],
        },
        expected: {
          summary: { family: 'AgentTesla', file_name: 'invoice.exe' },
          evidence: [{ claim: 'malicious', strength: 1, observed_at: '2026-04-01T10:00:00.000Z' }],
          link: `https://bazaar.abuse.ch/sample/${'a'.repeat(64)}/`,
        },
        essential: ['data', 'data.[].first_seen', 'data.[].last_seen', 'data.[].sha256_hash'],
      },
      {
        name: 'a file that is not there',
        document: 'MalwareBazaar API, "Query a malware sample (hash)"',
        indicator: hash,
        body: { query_status: 'hash_not_found' },
        expected: { status: 'not_found' },
        essential: ['query_status'],
      },
    ],
  },
  () => undefined,
);

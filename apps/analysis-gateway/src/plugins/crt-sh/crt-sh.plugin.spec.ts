import { indicatorOf } from '../../../test/indicator-of';
import { describeProvider } from '../../../test/provider-table';
import { crtSh } from './crt-sh.plugin';

const indicator = indicatorOf('domain', 'example.com');
const document = 'crt.sh, "?output=json"';
const certificate = (id: number, begin: string, names: string) => ({
  issuer_ca_id: 16_418,
  issuer_name: 'C=US, O=Example, CN=R3',
  common_name: 'example.com',
  name_value: names,
  id,
  entry_timestamp: `${begin}.123`,
  not_before: begin,
  not_after: '2027-01-01T00:00:00',
  serial_number: '04',
});

describeProvider(
  'crt_sh',
  {
    plugin: crtSh,
    route: 'GET /',
    fixtures: [
      {
        name: 'the certificates of a domain',
        document,
        indicator,
        body: [
          certificate(2, '2026-05-01T00:00:00', 'example.com\nwww.example.com'),
          certificate(1, '2020-01-01T00:00:00', 'example.com'),
        ],
        expected: {
          summary: {
            certificates: 2,
            names: ['example.com', 'www.example.com'],
            first_certificate_at: '2020-01-01T00:00:00.000Z',
          },
          evidence: [{ claim: 'context', observed_at: '2026-05-01T00:00:00.000Z' }],
        },
        essential: ['[].not_before', '[].name_value', '[].issuer_name'],
      },
      { name: 'a domain without any', document, indicator, body: [], expected: { status: 'not_found' } },
    ],
  },
  (bench) => {
    it('asks for the domain alone', async () => {
      await bench()
        .outcome(indicator)
        .catch(() => undefined);
      expect(bench().server.requests).toMatchObject([{ path: '/', query: { q: 'example.com', output: 'json' } }]);
    });
  },
);

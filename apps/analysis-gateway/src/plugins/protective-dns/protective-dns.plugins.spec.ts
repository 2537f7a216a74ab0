import { json } from '@sentrybox/testing';
import { indicatorOf } from '../../../test/indicator-of';
import { describeProvider } from '../../../test/provider-table';
import { cloudflareSecurity } from './cloudflare-security.plugin';
import { quad9 } from './quad9.plugin';

const indicator = indicatorOf('domain', 'evilname.com');
const answer = (status: number, ...addresses: string[]) => ({
  Status: status,
  TC: false,
  Question: [{ name: 'evilname.com.', type: 1 }],
  ...(addresses.length > 0 && {
    Answer: addresses.map((data) => ({ name: 'evilname.com.', type: 1, TTL: 60, data })),
  }),
});
const failing = (code: number) => json(200, answer(code));

describeProvider(
  'quad9',
  {
    plugin: quad9,
    route: 'GET /dns-query',
    others: { 'GET /unprotected_url/dns-query': json(200, answer(0, '192.0.2.1')) },
    fixtures: [
      {
        name: 'a blocked name: not there with protection, there without',
        document: 'Quad9, "DNS over HTTPS", JSON form',
        indicator,
        body: answer(3),
        expected: { summary: { is_blocked: true }, evidence: [{ claim: 'malicious', strength: 0.7 }] },
        essential: ['Status'],
      },
      {
        name: 'a name that is not blocked',
        document: 'Quad9, "DNS over HTTPS", JSON form',
        indicator,
        body: answer(0, '192.0.2.1'),
        expected: { status: 'not_found', summary: { is_blocked: false } },
      },
    ],
  },
  (bench) => {
    it('does not call a name blocked that nobody has', async () => {
      bench().server.on('GET /dns-query', json(200, answer(3)));
      bench().server.on('GET /unprotected_url/dns-query', json(200, answer(3)));
      expect(await bench().outcome(indicator)).toMatchObject({ status: 'not_found', summary: { exists: false } });
    });

    it.each([2, 5])('takes the code %s, of either resolver, for no answer', async (code) => {
      bench().server.on('GET /dns-query', failing(code));
      await expect(bench().outcome(indicator)).rejects.toMatchObject({ pluginCode: 'invalid_response' });
      bench().server.on('GET /dns-query', json(200, answer(3)));
      bench().server.on('GET /unprotected_url/dns-query', failing(code));
      await expect(bench().outcome(indicator)).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });

    it('asks for the host of a URL, and for no address', async () => {
      bench().server.on('GET /dns-query', json(200, answer(0)));
      await bench().outcome(indicatorOf('url', 'https://www.evilname.com/a?b'));
      expect(bench().server.requests).toMatchObject([{ query: { name: 'www.evilname.com', type: 'A' } }]);
      expect(await bench().outcome(indicatorOf('url', 'http://93.184.216.34/'))).toMatchObject({ status: 'skipped' });
    });
  },
);

describeProvider(
  'cloudflare_security',
  {
    plugin: cloudflareSecurity,
    route: 'GET /dns-query',
    fixtures: [
      {
        name: 'a name that is not blocked',
        document: 'Cloudflare, "JSON API for DNS over HTTPS"',
        indicator,
        body: answer(0, '192.0.2.1'),
        expected: { status: 'not_found', summary: { is_blocked: false, exists: true } },
        essential: ['Status'],
      },
      {
        name: 'a blocked name',
        document: 'Cloudflare, "JSON API for DNS over HTTPS"',
        indicator,
        body: answer(0, '0.0.0.0'),
        expected: { summary: { is_blocked: true }, evidence: [{ claim: 'malicious' }] },
        // A name without addresses has no list of answers.
        mayBeAbsent: ['Answer'],
        essential: ['Answer.[].data', 'Answer.[].type'],
      },
      {
        name: 'a name that does not exist',
        document: 'Cloudflare, "JSON API for DNS over HTTPS"',
        indicator,
        body: answer(3),
        expected: { status: 'not_found', summary: { is_blocked: false, exists: false } },
      },
    ],
  },
  () => undefined,
);

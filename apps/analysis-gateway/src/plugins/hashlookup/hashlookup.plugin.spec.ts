import { indicatorOf } from '../../../test/indicator-of';
import { describeProvider } from '../../../test/provider-table';
import { hashlookup } from './hashlookup.plugin';

const indicator = indicatorOf('hash', 'd41d8cd98f00b204e9800998ecf8427f');
const document = 'CIRCL hashlookup, "/lookup/md5/{md5}"';
const file = (over: object) => ({
  FileName: 'wow64.dll',
  FileSize: '84238',
  MD5: 'D41D8CD98F00B204E9800998ECF8427F',
  'SHA-1': '0'.repeat(40),
  source: 'NSRL',
  db: 'nsrl_modern_rds',
  'hashlookup:parent-total': 3,
  'hashlookup:trust': 55,
  ...over,
});

describeProvider(
  'hashlookup',
  {
    plugin: hashlookup,
    route: 'GET /lookup/*',
    own: [404],
    fixtures: [
      {
        name: 'a file of a trusted collection',
        document,
        indicator,
        body: file({}),
        expected: { summary: { trust: 55, source: 'NSRL' }, evidence: [{ claim: 'benign', strength: 0.55 }] },
        essential: ['hashlookup:trust'],
      },
      {
        name: 'a file that is known, which alone is no praise',
        document,
        indicator,
        body: file({ 'hashlookup:trust': 50 }),
        expected: { evidence: [{ claim: 'context' }] },
      },
      {
        name: 'known malware, whatever the trust',
        document,
        indicator,
        body: file({ KnownMalicious: 'malshare.com', 'hashlookup:trust': 100 }),
        expected: { evidence: [{ claim: 'malicious', strength: 0.9 }] },
        mayBeAbsent: ['KnownMalicious'],
      },
      {
        name: 'an unknown file',
        document,
        indicator,
        status: 404,
        body: { message: 'Non existing MD5', query: 'D41D8CD98F00B204E9800998ECF8427F' },
        expected: { status: 'not_found' },
        essential: ['message'],
      },
    ],
  },
  (bench) => {
    it('asks under the kind of the hash', async () => {
      await bench()
        .outcome(indicatorOf('hash', 'a'.repeat(64)))
        .catch(() => undefined);
      expect(bench().server.requests).toMatchObject([{ path: `/lookup/sha256/${'a'.repeat(64)}` }]);
    });
  },
);

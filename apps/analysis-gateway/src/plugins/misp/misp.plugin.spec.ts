import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { misp } from './misp.plugin';

const indicator = indicatorOf('domain', 'evilname.com');
const document = 'MISP OpenAPI, "[restSearch] Get a filtered and paginated list of attributes"';
const attribute = (over: object = {}) => ({
  id: '7',
  event_id: '42',
  object_id: '0',
  category: 'Network activity',
  type: 'domain',
  to_ids: true,
  uuid: '0e37e828-a9d9-45c0-ac50-1ca579b86c72',
  timestamp: '1779000000',
  value: 'evilname.com',
  Event: { info: 'Campaign of spring', org_id: '1' },
  Tag: [{ name: 'tlp:amber', colour: '#ffc000' }],
  ...over,
});
const answer = (...attributes: object[]) => ({ response: { Attribute: attributes } });

describeProvider(
  'misp',
  {
    plugin: misp,
    route: 'POST /attributes/restSearch',
    fixtures: [
      {
        name: 'an attribute for detection',
        document,
        indicator,
        body: answer(attribute()),
        expected: {
          summary: { attributes: 1, events: ['42'], titles: ['Campaign of spring'], tags: ['tlp:amber'] },
          evidence: [{ claim: 'malicious', strength: 0.9, observed_at: '2026-05-17T06:40:00.000Z' }],
        },
        essential: [
          'response',
          'response.Attribute',
          'response.Attribute.[].to_ids',
          'response.Attribute.[].timestamp',
        ],
      },
      {
        name: 'an attribute that is no sign by itself',
        document,
        indicator,
        body: answer(attribute({ to_ids: false })),
        expected: { evidence: [{ claim: 'context' }] },
      },
      { name: 'no attribute', document, indicator, body: answer(), expected: { status: 'not_found' } },
    ],
  },
  (bench) => {
    it('asks with the key, also about private addresses', async () => {
      bench().server.on('POST /*', (response) => response.end('{"response":{"Attribute":[]}}'));
      await bench().outcome(indicatorOf('ip', '10.1.2.3'));
      const [asked] = bench().server.requests;
      expect(JSON.parse(asked?.body ?? '')).toMatchObject({ value: '10.1.2.3', enforceWarninglist: true });
      expect(asked?.headers).toMatchObject({ authorization: secretCanary });
    });
  },
);

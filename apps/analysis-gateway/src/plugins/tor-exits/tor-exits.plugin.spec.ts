import { raw } from '@sentrybox/testing';
import { indicatorOf } from '../../../test/indicator-of';
import { describeProvider } from '../../../test/provider-table';
import { torExits } from './tor-exits.plugin';

const document = 'check.torproject.org, "torbulkexitlist"';
const list = '185.220.101.1\n45.154.98.33\n';

describeProvider(
  'tor_exits',
  {
    plugin: torExits,
    route: 'GET /torbulkexitlist',
    format: 'text',
    fixtures: [
      {
        name: 'an exit',
        document,
        indicator: indicatorOf('ip', '45.154.98.33'),
        body: list,
        expected: {
          summary: { exits: 2, is_exit: true },
          evidence: [{ claim: 'context', signals: ['shared_infrastructure'] }],
        },
      },
      {
        name: 'another address',
        document,
        indicator: indicatorOf('ip', '45.154.98.34'),
        body: list,
        expected: { status: 'not_found', summary: { exits: 2, is_exit: false } },
      },
    ],
  },
  (bench) => {
    it('fetches once for all who ask, and tells nobody what they ask for', async () => {
      bench().server.on('GET /torbulkexitlist', raw(200, list));
      await Promise.all(['1.1.1.1', '2.2.2.2', '45.154.98.33'].map((ip) => bench().outcome(indicatorOf('ip', ip))));
      expect(bench().server.requests).toMatchObject([{ path: '/torbulkexitlist', query: {} }]);
    });

    it('asks again after a failure', async () => {
      bench().server.on('GET /torbulkexitlist', [raw(200, 'Sign in\n'), raw(200, list)]);
      const ask = () => bench().outcome(indicatorOf('ip', '45.154.98.33'));
      await expect(ask()).rejects.toMatchObject({ pluginCode: 'invalid_response' });
      expect(await ask()).toMatchObject({ status: 'ok' });
    });
  },
);

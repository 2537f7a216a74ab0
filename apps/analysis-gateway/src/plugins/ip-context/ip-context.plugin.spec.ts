import { contextWith, indicatorOf } from '../../../test/indicator-of';
import { ipContext } from './ip-context.plugin';

const run = (address: string) => ipContext().run(indicatorOf('ip', address), contextWith());

describe('IP context', () => {
  it.each([
    ['1.1.1.1', 4, 'public', '1.1.1.1.in-addr.arpa'],
    ['192.0.0.9', 4, 'public', '9.0.0.192.in-addr.arpa'],
    ['64:ff9b::102:304', 6, 'nat64', '4.0.3.0.2.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa'],
    ['::ffff:1.2.3.4', 6, 'public', '4.0.3.0.2.0.1.0.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
  ])('says what %s is and states nothing against it', async (address, version, scope, reverse) => {
    expect(await run(address)).toEqual({
      status: 'ok',
      summary: { version, scope, is_public: true, reverse_name: reverse },
      evidence: [],
      observedAt: null,
      link: null,
    });
  });

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'cgnat'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link_local'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::1', 'loopback'],
    ['fd00::1', 'unique_local'],
    ['fe80::1', 'link_local'],
    ['2001:db8::1', 'documentation'],
    ['::ffff:10.0.0.1', 'private'],
    ['4000::1', 'reserved'],
  ])('reads %s as %s: reputation does not apply to it', async (address, scope) => {
    expect(await run(address)).toMatchObject({
      status: 'ok',
      summary: { scope, is_public: false },
      evidence: [{ claim: 'context', reliability: 'A', signals: ['non_public'], observed_at: null }],
    });
  });
});

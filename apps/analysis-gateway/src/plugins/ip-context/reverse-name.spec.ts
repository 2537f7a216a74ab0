import { reverseName } from './reverse-name';

describe('reverseName', () => {
  it('turns the four bytes of an IPv4 address round', () => {
    expect(reverseName('192.0.2.5', 4)).toBe('5.2.0.192.in-addr.arpa');
  });

  it('writes out every nibble of an IPv6 address, the last first', () => {
    expect(reverseName('2001:db8::567:89ab', 6)).toBe(
      'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
    );
  });

  it.each([
    ['::', '0.'.repeat(32)],
    ['::1', `1.${'0.'.repeat(31)}`],
    ['::ffff:192.0.2.1', `1.0.2.0.0.0.0.c.f.f.f.f.${'0.'.repeat(20)}`],
  ])('expands %s', (address, nibbles) => {
    expect(reverseName(address, 6)).toBe(`${nibbles}ip6.arpa`);
  });
});

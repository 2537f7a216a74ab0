import { isAddressAllowed } from './allowed-network';

describe('isAddressAllowed', () => {
  it.each([
    ['192.0.2.7', [], true],
    ['192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.3.7', ['192.0.2.0/24'], false],
    ['::ffff:192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.2.7', ['2001:db8::/32', '192.0.2.7/32'], true],
    ['192.0.2.7', ['::/0'], false],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32', '0.0.0.0/0'], false],
    ['', ['0.0.0.0/0'], false],
    ['not an address', ['0.0.0.0/0'], false],
    ['192.0.2.7', ['not a network'], false],
  ])('%j in %j: %s', (address, cidrs, expected) => {
    expect(isAddressAllowed(address, cidrs)).toBe(expected);
  });
});

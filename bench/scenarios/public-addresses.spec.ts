import { classify } from '@sentrybox/ioc';
import { publicAddresses } from './public-addresses';

it('gives distinct addresses, the same each time, and others from another start', () => {
  const first = publicAddresses(100_000);
  expect(new Set([...first, ...publicAddresses(1_000, 100_000)]).size).toBe(101_000);
  expect(publicAddresses(3)).toEqual(first.slice(0, 3));
});

it('gives addresses that the platform takes as indicators', () => {
  const sample = publicAddresses(2_000);
  expect(sample.map((address) => classify(address))).toEqual(
    sample.map((value) => expect.objectContaining({ ok: true, type: 'ipv4', value }) as unknown),
  );
});

// /8 blocks 11 to 90 hold no address of special use (IANA special-purpose address registry).
const firstBlock = 11;
const blocks = 80;
/** Odd, so that multiplying by it modulo 2^24 names every address of a block once. */
const stride = 10_368_889;

/** Distinct public IPv4 addresses in no order, always the same for the same numbers. At most 2^24 × 80 in all. */
export function publicAddresses(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => addressOf(from + index));
}

function addressOf(index: number): string {
  const host = Number((BigInt(Math.floor(index / blocks)) * BigInt(stride)) % 0x1000000n);
  return [firstBlock + (index % blocks), host >>> 16, (host >>> 8) & 0xff, host & 0xff].join('.');
}

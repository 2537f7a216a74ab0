import type { Dice } from './dice';

/** Hosts that one text's machines talk to. */
const OUTSIDE_HOSTS = 600;
const CLIENTS = 240;

const HOST_PREFIXES = ['www', 'cdn', 'api', 'static', 'img', 'login', 'edge-7', 'update'] as const;
const HOST_WORDS = ['north', 'media', 'cloud', 'track', 'shop', 'metrics', 'news', 'travel', 'bank', 'photo'] as const;
const SUFFIXES = ['com', 'com', 'com', 'net', 'org', 'io', 'de', 'co.uk'] as const;

/** The addresses and names of one text: another seed has others, so that no text answers for the next. */
export class Network {
  constructor(
    private readonly dice: Dice,
    private readonly seed: number,
  ) {}

  inside(): string {
    const client = this.dice.skewed(CLIENTS);
    return `10.1.${String(client % 12)}.${String(client + 10)}`;
  }

  outside(): string {
    const host = this.dice.skewed(OUTSIDE_HOSTS);
    return `${String(60 + ((host + this.seed) % 110))}.${String((host * 7) % 250)}.${String(this.seed % 250)}.${String((host % 250) + 1)}`;
  }

  hostName(): string {
    const host = this.dice.skewed(OUTSIDE_HOSTS);
    const of = <T>(list: readonly T[], step: number): T | undefined => list[(host * step + this.seed) % list.length];
    return `${of(HOST_PREFIXES, 3) ?? ''}.${of(HOST_WORDS, 7) ?? ''}${String(this.seed * 31 + host)}.${of(SUFFIXES, 5) ?? ''}`;
  }

  user(): string {
    return `${this.dice.pick(['jsmith', 'mkeller', 'aduarte', 'tnguyen', 'opetrov'])}${String(this.dice.below(40))}`;
  }
}

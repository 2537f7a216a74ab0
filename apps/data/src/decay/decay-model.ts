import type { IndicatorType } from '@sentrybox/ioc';

/**
 * How evidence of one type loses weight: a · (1 − (t/τ)^(1/δ)), the polynomial of MISP's decaying models (Mokaddem et al.,
 * "Taxonomy driven indicator scoring in MISP threat intelligence platforms", 2018), nothing after τ.
 */
export interface DecayModel {
  /** τ: days after which nothing is left. */
  readonly lifetimeDays: number;
  /** δ: 1 is a straight line, above 1 most is lost early, below 1 late. */
  readonly speed: number;
}

/** What OpenCTI calls `decay_pound`: its exponent is 1 / (3 · pound). */
function ofPound(lifetimeDays: number, pound: number): DecayModel {
  return { lifetimeDays, speed: 3 * pound };
}

// OpenCTI's built-in decay rules. Addresses change hands within weeks, names within a year, files never.
const address = ofPound(47, 0.55);
const name = ofPound(300, 0.7);
const file = ofPound(460, 0.3);
const anythingElse = ofPound(470, 0.35);

const decayModels: Readonly<Partial<Record<IndicatorType, DecayModel>>> = {
  ipv4: address,
  ipv6: address,
  ipv4_port: address,
  ipv6_port: address,
  cidr: address,
  ip_range: address,
  url: address,
  domain: name,
  onion: name,
  email: name,
  md5: file,
  sha1: file,
  sha224: file,
  sha256: file,
  sha384: file,
  sha512: file,
  ssdeep: file,
  tlsh: file,
  imphash: file,
};

export function decayModelOf(type: IndicatorType): DecayModel {
  return decayModels[type] ?? anythingElse;
}

const dayMs = 86_400_000;

/** Share of its weight that evidence still has, 1 to 0. @param ageMs below 0 counts as 0 */
export function remaining({ lifetimeDays, speed }: DecayModel, ageMs: number): number {
  const share = Math.max(0, ageMs) / (lifetimeDays * dayMs);
  return share >= 1 ? 0 : 1 - share ** (1 / speed);
}

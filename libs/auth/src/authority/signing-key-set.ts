import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { PublicJwk } from '@sentrybox/contracts';
import { publicJwkSchema } from '@sentrybox/contracts';
import type { VerificationKeys } from '../tokens/access-token-verifier';
import type { IdentityAuthority } from './identity-authority';

/** Longest that a key set is used without asking again; an announcement shortens it to nothing. */
const maxAgeMs = 60_000;

/** Unknown key ids cause at most one question in this time, however many are sent. */
const refetchPauseMs = 10_000;

interface KnownKey {
  readonly jwk: PublicJwk;
  readonly key: KeyObject;
}

/**
 * The keys that access tokens may be signed with now, as KeyObjects (a PEM text costs three times the verification). An
 * unchanged key keeps its object over a refetch, so that callers may compare by identity.
 */
export class SigningKeySet implements VerificationKeys {
  private keys = new Map<string, KnownKey>();
  private fetchedAtMs = Number.NEGATIVE_INFINITY;
  /** Counts what made the set stale; the set is good when it was asked for after the last of it. */
  private epoch = 1;
  private fetchedEpoch = 0;
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly authority: IdentityAuthority,
    private readonly clock: { monotonicMs(): number },
  ) {}

  /** @throws unavailable when the set is too old and identity does not answer. */
  async keyOf(kid: string): Promise<KeyObject | undefined> {
    if (!this.isFresh(this.keys.has(kid) ? maxAgeMs : refetchPauseMs)) await this.refetch();
    return this.keys.get(kid)?.key;
  }

  rememberedKeyOf(kid: string): KeyObject | undefined {
    return this.isFresh(maxAgeMs) ? this.keys.get(kid)?.key : undefined;
  }

  /** The set changed: the next question goes to identity. */
  drop(): void {
    this.epoch += 1;
    this.fetching = undefined;
  }

  private isFresh(withinMs: number): boolean {
    return this.fetchedEpoch === this.epoch && this.clock.monotonicMs() - this.fetchedAtMs < withinMs;
  }

  private async refetch(): Promise<void> {
    this.fetching ??= this.fetch();
    const current = this.fetching;
    try {
      await current;
    } finally {
      if (this.fetching === current) this.fetching = undefined;
    }
  }

  private async fetch(): Promise<void> {
    const { epoch } = this;
    const startedAtMs = this.clock.monotonicMs();
    const published = await this.authority.signingKeys();
    if (epoch < this.fetchedEpoch) return;
    this.keys = new Map(published.map((jwk) => [jwk.kid, this.known(jwk)]));
    this.fetchedAtMs = startedAtMs;
    this.fetchedEpoch = epoch;
  }

  private known(jwk: PublicJwk): KnownKey {
    const present = this.keys.get(jwk.kid);
    if (present !== undefined && present.jwk.x === jwk.x && present.jwk.y === jwk.y) return present;
    return { jwk, key: keyFromJwk(jwk) };
  }
}

/** @throws ZodError for anything but a P-256 public key for ES256 signatures; a private member is dropped, never used. */
export function keyFromJwk(jwk: unknown): KeyObject {
  const { kty, crv, x, y } = publicJwkSchema.parse(jwk);
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
}

import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { PublicJwk } from '@sentrybox/contracts';
import { SecretBox } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { newSigningKey, privatePlaceOf } from './new-signing-key';
import type { SigningKey } from './signing-key.entity';
import { SigningKeysRepository } from './signing-keys.repository';

export interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** For how long an opened private key is used without looking whether another one is active now. */
const signerLifeMs = 30_000;

/** Keys that access tokens are signed with. The private part is sealed at rest and open only in this service's memory. */
@Injectable()
export class SigningKeysService {
  private signer: (Signer & { readonly openedAtMs: number }) | undefined;

  constructor(
    private readonly keys: SigningKeysRepository,
    private readonly box: SecretBox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async published(): Promise<PublicJwk[]> {
    return await this.keys.published(this.clock.now());
  }

  /** The key that signs now; the very first one is made here. */
  async current(): Promise<Signer> {
    const nowMs = this.clock.monotonicMs();
    if (this.signer !== undefined && nowMs - this.signer.openedAtMs < signerLifeMs) return this.signer;
    const row = (await this.keys.active()) ?? (await this.createFirst());
    if (this.signer?.kid !== row.kid) this.signer = { kid: row.kid, privateKey: this.open(row), openedAtMs: nowMs };
    else this.signer = { ...this.signer, openedAtMs: nowMs };
    return this.signer;
  }

  /** Another key may be active now. */
  forget(): void {
    this.signer = undefined;
  }

  private async createFirst(): Promise<SigningKey> {
    await this.keys.insertActive(newSigningKey(this.box), this.clock.now());
    const active = await this.keys.active();
    if (active === undefined) throw bug('The signing key that was just stored is gone');
    return active;
  }

  private open({ id, privateSealed }: SigningKey): KeyObject {
    return createPrivateKey(this.box.open(privateSealed, privatePlaceOf(id)));
  }
}

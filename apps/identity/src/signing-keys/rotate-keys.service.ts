import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { accessTokenLifetimeSeconds } from '@sentrybox/auth';
import { signingKeysChanged } from '@sentrybox/contracts';
import { Database, SecretBox } from '@sentrybox/database';
import { Messages } from '@sentrybox/messaging';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { newSigningKey } from './new-signing-key';
import type { SigningKey } from './signing-key.entity';
import { alreadyRevoked, noSuchKey, rotationUnderWay } from './signing-keys.errors';
import { SigningKeysRepository } from './signing-keys.repository';
import { SigningKeysService } from './signing-keys.service';

/** A new key is published for so long before it signs: twice what the JWKS may be kept, ten times what services keep it. */
const noticeMs = 10 * 60_000;
/** Clocks may differ by so much, and tokens are accepted for so much longer. */
const skewMs = 60_000;
const tokenLifeMs = accessTokenLifetimeSeconds * 1_000;

/** Replaces signing keys: in peace with an overlap, so that no token is refused; after a loss at once. */
@Injectable()
export class RotateKeysService {
  constructor(
    private readonly database: Database,
    private readonly repository: SigningKeysRepository,
    private readonly keys: SigningKeysService,
    private readonly box: SecretBox,
    private readonly messages: Messages,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws conflict while a new key waits for its time */
  async rotate(): Promise<SigningKey> {
    await this.keys.current(); // there is an active one to follow
    const now = this.clock.now();
    const fresh = newSigningKey(this.box);
    const notBefore = new Date(now.getTime() + noticeMs);
    await this.changing('signing_key_rotated', fresh.kid, async () => {
      await this.repository.lock();
      if ((await this.repository.next()) !== undefined) throw rotationUnderWay();
      await this.repository.insertNext(fresh, notBefore, now);
    });
    return await this.get(fresh.kid);
  }

  /** Lets the published key take over once its time has come. @returns whether it did */
  async promoteDue(): Promise<boolean> {
    const now = this.clock.now();
    const next = await this.repository.next();
    if (next === undefined || next.notBefore > now) return false;
    const retiresAt = new Date(now.getTime() + tokenLifeMs + skewMs);
    const isPromoted = await this.database.shared(async () => {
      await this.repository.lock();
      if ((await this.repository.next())?.kid !== next.kid) return false;
      await this.repository.retireActive(retiresAt);
      await this.repository.activate(next.kid);
      this.tellAfterCommit();
      return true;
    });
    if (isPromoted) this.keys.forget();
    return isPromoted;
  }

  /** @throws not_found; conflict when it is revoked already */
  async revoke(kid: string): Promise<SigningKey> {
    const now = this.clock.now();
    await this.changing('signing_key_revoked', kid, async () => {
      await this.repository.lock();
      const key = await this.repository.byKid(kid);
      if (key === undefined) throw noSuchKey();
      if (key.state === 'revoked') throw alreadyRevoked();
      await this.repository.revoke(kid, now);
      if (key.state === 'active') await this.replaceActive(now);
    });
    this.keys.forget();
    return await this.get(kid);
  }

  async list(): Promise<SigningKey[]> {
    return await this.repository.all();
  }

  /** The one that waits is known already and takes over; without one, a new one does. */
  private async replaceActive(now: Date): Promise<void> {
    const next = await this.repository.next();
    if (next !== undefined) await this.repository.activate(next.kid);
    else await this.repository.insertActive(newSigningKey(this.box), now);
  }

  private async changing(action: string, kid: string, change: () => Promise<void>): Promise<void> {
    await this.database.shared(async () => {
      await change();
      const object = { type: 'signing_key', id: kid };
      await this.audit.record({ action, teamId: null, object, outcome: 'success' });
      this.tellAfterCommit();
    });
  }

  private tellAfterCommit(): void {
    this.database.afterCommit(() => this.messages.announce(signingKeysChanged, {}));
  }

  private async get(kid: string): Promise<SigningKey> {
    const key = await this.repository.byKid(kid);
    if (key === undefined) throw noSuchKey();
    return key;
  }
}

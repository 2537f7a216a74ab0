import { Controller } from '@nestjs/common';
import type { KeyVerdict, SessionCheck, SessionVerdict } from '@sentrybox/auth';
import type { PublicJwk } from '@sentrybox/contracts';
import { checkSession, signingKeys, verifyKey } from '@sentrybox/contracts';
import { Ask } from '@sentrybox/messaging';
import { OwnAuthority } from './own.authority';

/** What the other services ask. Every one of them may: they stand before the same credentials. */
@Controller()
export class AuthorityController {
  constructor(private readonly authority: OwnAuthority) {}

  @Ask(verifyKey)
  async verifyKey({ digest }: { digest: string }): Promise<KeyVerdict> {
    return await this.authority.verifyKey(digest);
  }

  @Ask(checkSession)
  async checkSession(check: SessionCheck): Promise<SessionVerdict> {
    return await this.authority.checkSession(check);
  }

  @Ask(signingKeys)
  async signingKeys(): Promise<{ keys: PublicJwk[] }> {
    return { keys: [...(await this.authority.signingKeys())] };
  }
}

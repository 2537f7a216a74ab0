import { Injectable } from '@nestjs/common';
import { Authenticator } from '@sentrybox/auth';
import type { Principal } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';

/** Introspection, after RFC 7662: a credential that is not good is `active: false` and nothing else is said of it. */
@Injectable()
export class ValidateTokenService {
  constructor(private readonly authenticator: Authenticator) {}

  /** @throws unavailable when it cannot be known */
  async validate(token: string) {
    const principal = await this.holderOf(token);
    if (principal === undefined) return { active: false };
    return {
      active: true,
      kind: principal.kind,
      subject: principal.kind === 'user' ? principal.userId : principal.serviceAccountId,
      team_id: principal.teamId,
      permissions: [...principal.permissions],
    };
  }

  private async holderOf(token: string): Promise<Principal | undefined> {
    try {
      // Without an address: a key that is bound to networks is good from there alone, which nobody can say from here.
      const rawHeaders = ['authorization', `Bearer ${token}`];
      return (await this.authenticator.authenticate({ rawHeaders, ip: '' }))?.principal;
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'bug') return undefined;
      throw error;
    }
  }
}

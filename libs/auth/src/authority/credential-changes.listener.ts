import { Controller } from '@nestjs/common';
import { credentialsChanged, signingKeysChanged } from '@sentrybox/contracts';
import { Announcement } from '@sentrybox/messaging';
import type { MessageContext } from '@sentrybox/messaging';
import { AuthMetrics } from '../guard/auth.metrics';
import type { CredentialChange } from './identity-authority';
import { IdentityAuthority } from './identity-authority';
import { SigningKeySet } from './signing-key-set';

/** Hears what identity announces and drops what this process remembers of it. */
@Controller()
export class CredentialChangesListener {
  constructor(
    private readonly authority: IdentityAuthority,
    private readonly keys: SigningKeySet,
    private readonly metrics: AuthMetrics,
  ) {}

  @Announcement(credentialsChanged)
  forgetCredentials(change: CredentialChange, context: MessageContext): void {
    this.authority.forget(change);
    this.metrics.forgotten(context.ageMs());
  }

  @Announcement(signingKeysChanged)
  forgetSigningKeys(): void {
    this.keys.drop();
  }
}

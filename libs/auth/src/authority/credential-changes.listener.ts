import { Controller } from '@nestjs/common';
import { credentialsChanged, signingKeysChanged } from '@sentrybox/contracts';
import { Announcement } from '@sentrybox/messaging';
import type { CredentialChange } from './identity-authority';
import { IdentityAuthority } from './identity-authority';
import { SigningKeySet } from './signing-key-set';

/** Hears what identity announces and drops what this process remembers of it. */
@Controller()
export class CredentialChangesListener {
  constructor(
    private readonly authority: IdentityAuthority,
    private readonly keys: SigningKeySet,
  ) {}

  @Announcement(credentialsChanged)
  forgetCredentials(change: CredentialChange): void {
    this.authority.forget(change);
  }

  @Announcement(signingKeysChanged)
  forgetSigningKeys(): void {
    this.keys.drop();
  }
}

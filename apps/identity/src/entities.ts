import { Invitation } from './invitations/invitation.entity';
import { PasswordReset } from './password-reset/password-reset.entity';
import { StoredApiKey } from './service-accounts/api-key.entity';
import { ServiceAccount } from './service-accounts/service-account.entity';
import { SessionGeneration } from './sessions/session-generation.entity';
import { Session } from './sessions/session.entity';
import { SigningKey } from './signing-keys/signing-key.entity';
import { Membership } from './users/membership.entity';
import { Team } from './users/team.entity';
import { User } from './users/user.entity';

export const entities = [
  Invitation,
  Membership,
  PasswordReset,
  ServiceAccount,
  Session,
  SessionGeneration,
  SigningKey,
  StoredApiKey,
  Team,
  User,
];

import type { z } from 'zod';
import { accessTokenLifetimeSeconds } from '@sentrybox/auth';
import type { signedInSchema } from '@sentrybox/contracts';

export type SignedIn = z.input<typeof signedInSchema>;

export interface SignedInFacts {
  readonly token: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly teamId: string;
  readonly mustChangePassword: boolean;
}

/** What a login, a refresh and a password change answer. */
export function signedIn(facts: SignedInFacts): SignedIn {
  return {
    token: facts.token,
    user_id: facts.userId,
    expires_in: accessTokenLifetimeSeconds,
    refresh_token: facts.refreshToken,
    token_type: 'Bearer',
    team_id: facts.teamId,
    must_change_password: facts.mustChangePassword,
  };
}

import type { Principal } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';
import type { Authenticator, Caller } from './authenticator';

/**
 * Whether the credential of a request would still be taken with the same rights, for answers that go on for longer than it
 * may be believed. No answer of identity is no; without a credential there is nothing that could be taken back.
 */
export async function isStillTaken(
  authenticator: Authenticator,
  caller: Caller,
  principal: Principal | undefined,
): Promise<boolean> {
  if (principal === undefined) return true;
  try {
    const now = (await authenticator.authenticate(caller))?.principal;
    const held = new Set<string>(now?.permissions);
    return now?.teamId === principal.teamId && principal.permissions.every((each) => held.has(each));
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

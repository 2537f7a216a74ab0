import { Injectable } from '@nestjs/common';
import type { Permission, Principal, SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { TransactionOptions } from '@sentrybox/database';
import { requestContext } from '@sentrybox/observability';

/** For whom something is read: scopes in the order in which a thing is looked for. */
export type ReadableScopes = readonly SourceScope[];

const everybody: ReadableScopes = ['platform'];
const withTeam: ReadableScopes = ['team', 'platform'];

/**
 * Opens the right transaction for a read that also strangers may make: without a credential, or with one that may not
 * read the team's own rows, only what belongs to everybody is there; no team's transaction is opened, so row security
 * would hide the rest too.
 */
@Injectable()
export class Reader {
  constructor(private readonly database: Database) {}

  async read<T>(
    permission: Permission,
    work: (scopes: ReadableScopes) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return await this.readAs(this.teamOf(permission), work, options);
  }

  /** The team whose rows the caller of the current request may read; undefined: only what belongs to everybody. */
  teamOf(permission: Permission): string | undefined {
    return teamReadable(requestContext()?.principal, permission);
  }

  /** For what goes on after the request was looked at: streams and files. @param teamId of `teamOf` */
  async readAs<T>(
    teamId: string | undefined,
    work: (scopes: ReadableScopes) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    if (teamId === undefined) return await this.database.shared(() => work(everybody), options);
    return await this.database.inTeam(teamId, () => work(withTeam), options);
  }
}

function teamReadable(principal: Principal | undefined, permission: Permission): string | undefined {
  if (principal?.permissions.includes(permission) !== true) return undefined;
  if (principal.kind === 'user' && principal.mustChangePassword) return undefined;
  return principal.teamId;
}

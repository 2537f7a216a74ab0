import { Injectable } from '@nestjs/common';
import { credentialsChanged } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { Messages } from '@sentrybox/messaging';

export interface ChangedCredentials {
  readonly sessionIds?: readonly string[];
  readonly userIds?: readonly string[];
  readonly keyIds?: readonly string[];
}

/**
 * Tells every service to forget what it remembers of credentials, once the change is durable. Should the announcement
 * get lost, they notice within the 5 s that they may remember anything.
 */
@Injectable()
export class CredentialChanges {
  constructor(
    private readonly database: Database,
    private readonly messages: Messages,
  ) {}

  /** Call it inside the transaction of the change. */
  announce({ sessionIds = [], userIds = [], keyIds = [] }: ChangedCredentials): void {
    this.database.afterCommit(() =>
      this.messages.announce(credentialsChanged, {
        sessionIds: [...sessionIds],
        userIds: [...userIds],
        keyIds: [...keyIds],
      }),
    );
  }
}

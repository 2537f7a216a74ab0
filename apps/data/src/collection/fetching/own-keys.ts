import { Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { SecretBox } from '@sentrybox/database';
import type { SecretPlace } from '@sentrybox/database';
import { tablesOf } from '../../model';

/** Whose key it is. */
export interface KeyOwner {
  readonly scope: SourceScope;
  readonly sourceId: string;
  /** Of the transaction that reads the source; a platform source belongs to none. */
  readonly teamId: string;
}

/** Keys that providers gave to a team or to the operator for one source, sealed where they lie. */
@Injectable()
export class OwnKeys {
  constructor(private readonly box: SecretBox) {}

  seal(secret: string, owner: KeyOwner): string {
    return this.box.seal(secret, placeOf(owner));
  }

  /** @throws DomainError `internal_error` for what was sealed for another source or under a key that is gone */
  open(sealed: string, owner: KeyOwner): string {
    return this.box.open(sealed, placeOf(owner));
  }
}

function placeOf({ scope, sourceId, teamId }: KeyOwner): SecretPlace {
  const table = tablesOf[scope].collection;
  return { table, column: 'credential', rowId: sourceId, teamId: scope === 'team' ? teamId : null };
}

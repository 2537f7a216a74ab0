import { Injectable } from '@nestjs/common';
import { Database, rewrapSecrets, SecretBox } from '@sentrybox/database';
import type { RewrapReport } from '@sentrybox/database';
import { sealedColumns } from './sealed-columns';
import { StoredSecretsRepository } from './stored-secrets.repository';

/** Keys of plugins and secrets of webhooks, as they lie in the database. */
@Injectable()
export class StoredSecretsService {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
    private readonly repository: StoredSecretsRepository,
  ) {}

  /** Brings every one under the first of KEY_ENCRYPTION_KEYS; the others are needed no more then. */
  async rewrap(): Promise<{ readonly columns: readonly RewrapReport[] }> {
    return { columns: await rewrapSecrets(this.database, this.box, sealedColumns, await this.repository.teams()) };
  }
}

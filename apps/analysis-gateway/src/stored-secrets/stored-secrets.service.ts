import { Injectable } from '@nestjs/common';
import { Database, rewrapSecrets, SecretBox, teamsWithSecrets } from '@sentrybox/database';
import type { RewrapReport } from '@sentrybox/database';
import { sealedColumns } from './sealed-columns';

/** Keys of plugins and secrets of webhooks, as they lie in the database. */
@Injectable()
export class StoredSecretsService {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {}

  /** Brings every one under the first of KEY_ENCRYPTION_KEYS; the others are needed no more then. */
  async rewrap(): Promise<{ readonly columns: readonly RewrapReport[] }> {
    const teams = await teamsWithSecrets(this.database, 'analysis');
    return { columns: await rewrapSecrets(this.database, this.box, sealedColumns, teams) };
  }
}

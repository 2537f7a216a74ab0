import { Injectable } from '@nestjs/common';
import { Database, rewrapSecrets, SecretBox } from '@sentrybox/database';
import type { RewrapReport } from '@sentrybox/database';
import { sealedColumns } from '../sealed-columns';
import { ApiKeysRepository } from '../service-accounts';

export interface PepperUse {
  /** By pepper id; one that is not here is needed by no key. */
  readonly keysByPepper: Readonly<Record<string, number>>;
}

/** Changing the secrets that other secrets are stored under, while the services run. */
@Injectable()
export class SecretsService {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
    private readonly keys: ApiKeysRepository,
  ) {}

  /** Brings every sealed secret under the first of KEY_ENCRYPTION_KEYS; the others are needed no more then. */
  async rewrap(): Promise<{ readonly columns: readonly RewrapReport[] }> {
    return { columns: await rewrapSecrets(this.database, this.box, sealedColumns) };
  }

  /** A key moves to the first of API_KEY_PEPPERS when it is used; whoever takes an old one out breaks what is left. */
  async peppers(): Promise<PepperUse> {
    return { keysByPepper: await this.keys.countByPepper() };
  }
}

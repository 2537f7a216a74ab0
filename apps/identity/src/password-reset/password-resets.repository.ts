import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { LessThan } from 'typeorm';
import type { Repository } from 'typeorm';
import { maxTokenFailures } from '../single-use-tokens';
import { PasswordReset } from './password-reset.entity';

/** Resets belong to their user: any transaction of the api role, or none, will do. */
@Injectable()
export class PasswordResetsRepository {
  constructor(private readonly database: Database) {}

  /** An earlier one of the user ends. */
  async replace(reset: Omit<PasswordReset, 'failures'>): Promise<void> {
    await this.ask((resets) => resets.upsert({ ...reset, failures: 0 }, ['userId']));
  }

  async find(id: string): Promise<PasswordReset | undefined> {
    return (await this.ask((resets) => resets.findOneBy({ id }))) ?? undefined;
  }

  /** Uses the token up. @returns false when somebody else did, or it was replaced or tried too often meanwhile. */
  async take(id: string): Promise<boolean> {
    const { affected } = await this.ask((resets) => resets.delete({ id, failures: LessThan(maxTokenFailures) }));
    return affected === 1;
  }

  async countFailure(id: string): Promise<void> {
    await this.ask((resets) => resets.increment({ id }, 'failures', 1));
  }

  async remove(userId: string): Promise<void> {
    await this.ask((resets) => resets.delete({ userId }));
  }

  private async ask<T>(question: (resets: Repository<PasswordReset>) => Promise<T>): Promise<T> {
    return await this.database.shared(() => question(this.database.manager.getRepository(PasswordReset)));
  }
}

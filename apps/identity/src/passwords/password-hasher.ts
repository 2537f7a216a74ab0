import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { BoundedPool } from './bounded-pool';

/** OWASP Password Storage Cheat Sheet: the least for argon2id. Memory in KiB; about 40 ms on one core. */
const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One core is left to the event loop. */
const width = Math.max(1, availableParallelism() - 1);

/** Passwords that may wait for a core; about 3 s of work on two cores. */
const maxWaiting = 64;

/** Hashes and checks passwords, so many at once that the rest of the service goes on. */
@Injectable()
export class PasswordHasher {
  private readonly pool = new BoundedPool(width, maxWaiting);
  private readonly house = new BoundedPool(width + maxWaiting, 0);
  private dummy: Promise<string> | undefined;

  /**
   * Runs work that is going to check a password, unless so much of it is under way that its password could not even
   * wait: a flood of logins then costs no question to the database either.
   * @throws unavailable at once.
   */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    return await this.house.run(work);
  }

  /** @returns a PHC string (`$argon2id$v=19$m=…`). @throws unavailable when too many wait. */
  async hash(password: string): Promise<string> {
    return this.pool.run(() => hash(canonical(password), argon2Parameters));
  }

  /**
   * @param stored the PHC string, or undefined when there is no such user: then a hash of nobody's password is checked,
   * so that the answer takes as long.
   * @param allow asked once it is this password's turn, however long it waited; whatever it throws is thrown.
   * @throws unavailable when too many wait.
   */
  async verify(
    stored: string | undefined,
    password: string,
    allow: () => Promise<void> = () => Promise.resolve(),
  ): Promise<boolean> {
    const against = stored ?? (await this.dummyHash());
    const isRight = await this.pool.run(async () => {
      await allow();
      return await verify(against, canonical(password));
    });
    return isRight && stored !== undefined;
  }

  /** Whether a stored hash was made with other parameters than today's. */
  needsRehash(stored: string): boolean {
    const { memoryCost, timeCost, parallelism } = argon2Parameters;
    return !stored.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }

  private async dummyHash(): Promise<string> {
    this.dummy ??= this.hash(randomBytes(32).toString('base64url'));
    return this.dummy;
  }
}

/** Equal-looking input from two keyboards must be equal bytes (NIST SP 800-63B section 3.1.1.2). */
function canonical(password: string): string {
  return password.normalize('NFKC');
}

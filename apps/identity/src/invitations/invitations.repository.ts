import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import type { Repository } from 'typeorm';
import type { Page } from '../paging';
import { maxTokenFailures } from '../single-use-tokens';
import { Invitation } from './invitation.entity';

const open = { acceptedAt: IsNull(), revokedAt: IsNull() } as const;

/** Invitations into one team: for use inside its transaction, but for `teamOf`. */
@Injectable()
export class InvitationsRepository {
  constructor(private readonly database: Database) {}

  /** Before the team is known. */
  async teamOf(id: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ teamId: string | null }>(
      'SELECT identity.team_of_invitation($1) AS "teamId"',
      [id],
    );
    return row?.teamId ?? undefined;
  }

  async insert(invitation: Omit<Invitation, 'failures' | 'acceptedAt' | 'revokedAt'>): Promise<void> {
    await this.rows.insert(invitation);
  }

  /** The one that can still be accepted. */
  async findOpen(teamId: string, id: string): Promise<Invitation | undefined> {
    return (await this.rows.findOneBy({ ...open, teamId, id })) ?? undefined;
  }

  /** Newest first, without those that have expired. */
  async list(teamId: string, { limit, offset, before }: Page, now: Date): Promise<Invitation[]> {
    const behind = before === undefined ? {} : { id: LessThan(before) };
    const where = { ...open, teamId, expiresAt: MoreThan(now), ...behind };
    return await this.rows.find({ where, order: { id: 'DESC' }, take: limit, skip: offset });
  }

  async count(teamId: string, now: Date): Promise<number> {
    return await this.rows.countBy({ ...open, teamId, expiresAt: MoreThan(now) });
  }

  /** @returns false when it is not open any more. */
  async accept(teamId: string, id: string, acceptedAt: Date): Promise<boolean> {
    const stillGood = { ...open, teamId, id, failures: LessThan(maxTokenFailures) };
    const { affected } = await this.rows.update(stillGood, { acceptedAt });
    return affected === 1;
  }

  async countFailure(teamId: string, id: string): Promise<void> {
    await this.rows.increment({ teamId, id }, 'failures', 1);
  }

  /** @returns false when it is not open. */
  async revoke(teamId: string, id: string, revokedAt: Date): Promise<boolean> {
    const { affected } = await this.rows.update({ ...open, teamId, id }, { revokedAt });
    return affected === 1;
  }

  /** Whatever is open for this address, made by this member, or in this team. @returns how many */
  async revokeAll(
    teamId: string,
    of: { readonly email?: string; readonly invitedBy?: string },
    at: Date,
  ): Promise<number> {
    return await this.database.execute(
      `UPDATE identity.invitation SET revoked_at = $4
       WHERE team_id = $1 AND ($2::text IS NULL OR lower(email) = lower($2)) AND ($3::uuid IS NULL OR invited_by = $3)
         AND accepted_at IS NULL AND revoked_at IS NULL`,
      [teamId, of.email ?? null, of.invitedBy ?? null, at],
    );
  }

  private get rows(): Repository<Invitation> {
    return this.database.manager.getRepository(Invitation);
  }
}

import type { RotationFacts } from './rotation';

/** A session found by one of its credentials. */
export interface PresentedSession extends RotationFacts {
  readonly id: string;
  readonly userId: string;
  readonly actingTeamId: string;
  readonly successorSealed: Buffer | null;
  /** Token id of the access token of the current generation. */
  readonly currentJti: string;
}

export interface NewGeneration {
  readonly refreshHash: Buffer;
  readonly accessJti: string;
}

export interface NewSession extends NewGeneration {
  readonly id: string;
  readonly userId: string;
  readonly actingTeamId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Address of the client. */
  readonly openedFrom: string | null;
}

export type EndReason =
  | 'logout'
  | 'revoked'
  | 'reuse'
  | 'password_changed'
  | 'password_reset'
  | 'team_switched'
  | 'team_deleted'
  | 'removed_from_team'
  | 'suspended'
  | 'deleted';

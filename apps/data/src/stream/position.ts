import type { SourceScope } from '@sentrybox/contracts';
import { decodeCursor, encodeCursor } from '@sentrybox/database';
import { z } from 'zod';

/** How far a reader has come in one family: the arrival, and the last indicator of it; '' before its first. */
export interface Place {
  readonly seq: number;
  readonly id: string;
}

export type Position = Readonly<Record<SourceScope, Place>>;

const place = z.tuple([z.int().min(0), z.union([z.guid(), z.literal('')])]);
const positionSchema = z.tuple([...place.def.items, ...place.def.items]);

export function positionText({ platform, team }: Position): string {
  return encodeCursor([platform.seq, platform.id, team.seq, team.id]);
}

/** @throws DomainError invalid_request for a text that is no position */
export function positionOf(text: string): Position {
  const [platformSeq, platformId, teamSeq, teamId] = decodeCursor(positionSchema, text);
  return { platform: { seq: platformSeq, id: platformId }, team: { seq: teamSeq, id: teamId } };
}

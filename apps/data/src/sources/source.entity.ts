import type { Reliability, SourceView, Tlp } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What sources of everybody and of a team have in common. */
export abstract class StoredSource {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  /** Unique in its scope, without regard to case, among those that are not deleted. */
  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly description!: string;

  @Column({ name: 'source_type', type: 'text' })
  readonly sourceType!: SourceView['source_type'];

  @Column({ type: 'text', nullable: true })
  readonly url!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly licence!: string | null;

  @Column({ type: 'text' })
  readonly lineage!: string;

  @Column({ type: 'text' })
  readonly reliability!: Reliability;

  /** A `SourceFormat`, once parsed. */
  @Column({ type: 'jsonb' })
  readonly format!: object;

  @Column({ type: 'text' })
  readonly mode!: SourceView['mode'];

  @Column({ name: 'default_confidence', type: 'real' })
  readonly defaultConfidence!: number;

  /** A rank from 1 to 5. */
  @Column({ name: 'default_severity', type: 'smallint' })
  readonly defaultSeverity!: number;

  @Column({ name: 'threat_types', type: 'text', array: true })
  readonly threatTypes!: readonly string[];

  @Column({ type: 'text', array: true })
  readonly tags!: readonly string[];

  /** The entry of the catalogue of feeds it was made from. */
  @Column({ name: 'feed_id', type: 'text', nullable: true })
  readonly feedId!: string | null;

  @Column({ type: 'text', default: 'clear' })
  readonly tlp!: Tlp;

  @Column({ type: 'text', default: 'none' })
  readonly disclosure!: SourceView['disclosure'];

  @Column({ name: 'valid_for_seconds', type: 'integer', nullable: true })
  readonly validForSeconds!: number | null;

  @Column({ name: 'is_enabled', type: 'boolean' })
  readonly isEnabled!: boolean;

  /** A number that pg gives as text. */
  @Column({ name: 'indicators_count', type: 'bigint', default: 0 })
  readonly indicatorsCount!: string;

  @Column({ name: 'last_imported_at', type: 'timestamptz', nullable: true })
  readonly lastImportedAt!: Date | null;

  /** When the last complete list arrived. */
  @Column({ name: 'snapshot_at', type: 'timestamptz', nullable: true })
  readonly snapshotAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  readonly createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  readonly updatedAt!: Date;

  /** Hidden since then, with all it said, until the worker has removed its rows. */
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  readonly deletedAt!: Date | null;
}

@Entity({ schema: 'data', name: 'source' })
export class PlatformSource extends StoredSource {}

@Entity({ schema: 'data', name: 'team_source' })
export class TeamSource extends StoredSource {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;
}

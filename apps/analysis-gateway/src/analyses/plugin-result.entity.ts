import type { PluginResult, Reliability } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one plugin was asked in one analysis, and its answer once there is one. */
@Entity({ schema: 'analysis', name: 'plugin_result' })
export class StoredPluginResult {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  @PrimaryColumn({ name: 'analysis_id', type: 'uuid' })
  readonly analysisId!: string;

  @PrimaryColumn({ type: 'text' })
  readonly plugin!: string;

  @Column({ name: 'is_slow', type: 'boolean' })
  readonly isSlow!: boolean;

  /** Of the plugin's statements, as it was then. */
  @Column({ type: 'text' })
  readonly reliability!: Reliability;

  /** Of slow plugins, and of fast ones that wait for their turn at the provider. */
  @Column({ name: 'work_id', type: 'uuid', nullable: true })
  readonly workId!: string | null;

  @Column({ name: 'submitted_at', type: 'timestamptz' })
  readonly submittedAt!: Date;

  /** Null as long as there is no result. */
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  readonly finishedAt!: Date | null;

  /**
   * Set before a submission that must not happen twice is made, and cleared only when the source certainly did not take
   * it. As long as it is set nobody submits.
   */
  @Column({ name: 'submitting_since', type: 'timestamptz', nullable: true })
  readonly submittingSince!: Date | null;

  /** What the source gave to ask for the result with. */
  @Column({ type: 'jsonb', nullable: true })
  readonly ticket!: Record<string, unknown> | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly result!: PluginResult | null;

  /** Work goes on that will store a result, or another one. */
  @Column({ name: 'is_open', type: 'boolean', default: false })
  readonly isOpen!: boolean;

  /** Order of the results of one analysis; a later result has a higher one. */
  @Column({ name: 'event_no', type: 'integer', default: 1 })
  readonly eventNo!: number;

  /** Since when it has its turn in the line of the provider; null: it is not in line. */
  @Column({ name: 'waits_since', type: 'timestamptz', nullable: true })
  readonly waitsSince!: Date | null;
}

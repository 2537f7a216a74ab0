import type { Assessment, Pap, IocType, Tlp, Verdict } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'analysis', name: 'analysis' })
export class Analysis {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  /** UUIDv7: its order is that of time. */
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  /** As it was sent. */
  @Column({ type: 'text' })
  readonly ioc!: string;

  @Column({ type: 'text' })
  readonly type!: IocType;

  /** The one spelling under which the platform knows it. */
  @Column({ type: 'text' })
  readonly canonical!: string;

  @Column({ name: 'indicator_type', type: 'text' })
  readonly indicatorType!: IndicatorType;

  @Column({ type: 'text' })
  readonly tlp!: Tlp;

  @Column({ type: 'text' })
  readonly pap!: Pap;

  @Column({ name: 'queried_at', type: 'timestamptz' })
  readonly queriedAt!: Date;

  @Column({ name: 'requested_by', type: 'uuid' })
  readonly requestedBy!: string;

  /** Of the assessment, for lists to filter by; so is the score. */
  @Column({ type: 'text' })
  readonly verdict!: Verdict;

  @Column({ type: 'smallint' })
  readonly score!: number;

  @Column({ type: 'jsonb' })
  readonly assessment!: Assessment;
}

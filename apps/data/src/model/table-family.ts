import { currentTeamSql } from '@sentrybox/database';
import type { SourceScope } from '@sentrybox/contracts';

/**
 * The tables of one scope and the SQL in which the two scopes differ. Everything here is constant text: statements are
 * put together once, from these and nothing that comes from outside.
 */
export interface TableFamily {
  readonly scope: SourceScope;
  readonly source: string;
  readonly indicator: string;
  readonly sighting: string;
  readonly evidence: string;
  readonly import: string;
  readonly collection: string;
  readonly falsePositive: string;
  readonly arrival: string;
  readonly quality: string;
  /** `team_id, ` in front of a list of columns, and its value in front of the values. */
  readonly teamColumn: string;
  readonly teamValue: string;
  /** A condition on the table of that alias: row security asks the same, this lets an index answer it. */
  readonly mine: (alias: string) => string;
  /** The unique key of indicators, of names. */
  readonly indicatorKey: string;
  readonly nameConstraint: string;
}

const platform: TableFamily = {
  scope: 'platform',
  source: 'data.source',
  indicator: 'data.indicator',
  sighting: 'data.sighting',
  evidence: 'data.evidence',
  import: 'data.import',
  collection: 'data.collection',
  falsePositive: 'data.false_positive',
  arrival: 'data.arrival',
  quality: 'data.source_quality',
  teamColumn: '',
  teamValue: '',
  mine: () => 'true',
  indicatorKey: '(lookup_key, type)',
  nameConstraint: 'source_name_key',
};

const team: TableFamily = {
  scope: 'team',
  source: 'data.team_source',
  indicator: 'data.team_indicator',
  sighting: 'data.team_sighting',
  evidence: 'data.team_evidence',
  import: 'data.team_import',
  collection: 'data.team_collection',
  falsePositive: 'data.team_false_positive',
  arrival: 'data.team_arrival',
  quality: 'data.team_source_quality',
  teamColumn: 'team_id, ',
  teamValue: `${currentTeamSql}, `,
  mine: (alias) => `${alias}.team_id = ${currentTeamSql}`,
  indicatorKey: '(team_id, lookup_key, type)',
  nameConstraint: 'team_source_name_key',
};

export const tablesOf: Readonly<Record<SourceScope, TableFamily>> = { platform, team };

/** Whether anything of the family is marked as false positive; a statement asks this once, whatever its rows. */
export function hasMarksSql({ falsePositive, mine }: TableFamily): string {
  return `(SELECT EXISTS (SELECT FROM ${falsePositive} m WHERE ${mine('m')}))`;
}

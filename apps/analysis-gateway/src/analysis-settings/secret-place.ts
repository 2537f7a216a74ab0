import type { SecretPlace } from '@sentrybox/database';

/** Where the secret of a team's webhook lies; it can be opened there and nowhere else. */
export function secretPlace(teamId: string): SecretPlace {
  return { table: 'analysis.team_setting', column: 'webhook_secret', rowId: teamId, teamId };
}

export { RecentTeams } from './recent-teams';
export { TeamState } from './team-state';
export { TeamStateModule } from './team-state.module';

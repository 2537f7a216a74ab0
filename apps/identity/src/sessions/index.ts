export { EndSessionService } from './end-session.service';
export { LoginService } from './login.service';
export { RefreshService } from './refresh.service';
export { isIdle } from './rotation';
export { SessionsRepository } from './sessions.repository';
export type { SessionState } from './sessions.repository';
export { SessionsService } from './sessions.service';
export type { SignedIn } from './signed-in';
export { SwitchTeamService } from './switch-team.service';

import type { ListedSession } from './sessions-list.repository';

/** As the routes about tokens answer it; `currentId` is the session of who asks. */
export function sessionView(session: ListedSession, currentId: string) {
  return {
    id: session.id,
    name: session.openedFrom ?? 'unknown address',
    team_id: session.actingTeamId,
    is_current: session.id === currentId,
    created_at: session.createdAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    last_used: session.lastUsedAt.toISOString(),
  };
}

import { Controller } from '@nestjs/common';
import { analysisSettingsChanged } from '@sentrybox/contracts';
import { Announcement } from '@sentrybox/messaging';
import { TeamState } from './team-state';

/** Hears what other replicas changed. */
@Controller()
export class TeamStateListener {
  constructor(private readonly state: TeamState) {}

  @Announcement(analysisSettingsChanged)
  forget({ teamId }: { teamId: string | null }): void {
    this.state.forget(teamId ?? undefined);
  }
}

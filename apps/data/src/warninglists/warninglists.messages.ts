import { Controller } from '@nestjs/common';
import { matchWarninglists, warninglistsChanged } from '@sentrybox/contracts';
import { Announcement, Ask } from '@sentrybox/messaging';
import type { z } from 'zod';
import { TeamLists } from './team-lists';
import { WarninglistsService } from './warninglists.service';

@Controller()
export class WarninglistsMessages {
  constructor(
    private readonly warninglists: WarninglistsService,
    private readonly lists: TeamLists,
  ) {}

  @Ask(matchWarninglists)
  match({ teamId, keys }: z.output<typeof matchWarninglists.request>) {
    return this.warninglists.match(teamId, keys);
  }

  @Announcement(warninglistsChanged)
  changed({ teamId }: z.output<typeof warninglistsChanged.payload>): void {
    this.lists.distrust(teamId);
  }
}

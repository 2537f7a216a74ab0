import { Inject, Injectable } from '@nestjs/common';
import { analysisSettingsChanged } from '@sentrybox/contracts';
import { Messages } from '@sentrybox/messaging';
import type { Logger } from '@sentrybox/observability';
import { LOGGER } from '@sentrybox/observability';

type Forget = (teamId: string | undefined) => void;

/** Tells every replica that what a team has set is not what it was. */
@Injectable()
export class TeamState {
  private readonly listeners: Forget[] = [];

  constructor(
    private readonly messages: Messages,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param forget called with the team, or undefined when it may concern all */
  onChange(forget: Forget): void {
    this.listeners.push(forget);
  }

  /** To be called after the change is durable. Without Redis the others notice within 5 s. */
  async announce(teamId: string | undefined): Promise<void> {
    this.forget(teamId);
    try {
      await this.messages.announce(analysisSettingsChanged, { teamId: teamId ?? null });
    } catch (error) {
      this.logger.warn('settings_change_not_announced', { error });
    }
  }

  forget(teamId: string | undefined): void {
    for (const listener of this.listeners) listener(teamId);
  }
}

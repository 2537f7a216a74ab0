import { Controller } from '@nestjs/common';
import { indicatorsArrived } from '@sentrybox/contracts';
import { Announcement } from '@sentrybox/messaging';
import type { z } from 'zod';
import { WakeUps } from './wake-ups';

@Controller()
export class StreamMessages {
  constructor(private readonly wakeUps: WakeUps) {}

  @Announcement(indicatorsArrived)
  arrived({ teamId }: z.output<typeof indicatorsArrived.payload>): void {
    this.wakeUps.arrived(teamId);
  }
}

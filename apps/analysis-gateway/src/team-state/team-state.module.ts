import { Module } from '@nestjs/common';
import { TeamState } from './team-state';
import { TeamStateListener } from './team-state.listener';

@Module({ controllers: [TeamStateListener], providers: [TeamState], exports: [TeamState] })
export class TeamStateModule {}

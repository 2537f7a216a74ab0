import { Module } from '@nestjs/common';
import { TeamLists } from './team-lists';
import { WarninglistsController } from './warninglists.controller';
import { WarninglistsMessages } from './warninglists.messages';
import { WarninglistsRepository } from './warninglists.repository';
import { WarninglistsService } from './warninglists.service';

@Module({
  controllers: [WarninglistsController, WarninglistsMessages],
  providers: [WarninglistsService, WarninglistsRepository, TeamLists],
  exports: [WarninglistsService],
})
export class WarninglistsModule {}

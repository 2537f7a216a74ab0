import { Module } from '@nestjs/common';
import { ActionsController } from './actions.controller';
import { ActionsService } from './actions.service';
import { TextThreads } from './text-threads';

@Module({ controllers: [ActionsController], providers: [ActionsService, TextThreads] })
export class ActionsModule {}

import { Module } from '@nestjs/common';
import { ModelModule } from '../model';
import { StatsController } from './stats.controller';
import { StatsRepository } from './stats.repository';
import { StatsService } from './stats.service';

@Module({ imports: [ModelModule], controllers: [StatsController], providers: [StatsService, StatsRepository] })
export class StatsModule {}

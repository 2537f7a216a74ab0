import { Module } from '@nestjs/common';
import { IndicatorsModule } from '../indicators';
import { ModelModule } from '../model';
import { StreamController } from './stream.controller';
import { StreamMessages } from './stream.messages';
import { StreamRepository } from './stream.repository';
import { StreamService } from './stream.service';
import { WakeUps } from './wake-ups';

@Module({
  imports: [ModelModule, IndicatorsModule],
  controllers: [StreamController, StreamMessages],
  providers: [StreamService, StreamRepository, WakeUps],
})
export class StreamModule {}

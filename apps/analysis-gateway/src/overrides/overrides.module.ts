import { Module } from '@nestjs/common';
import { Overrides } from './overrides';
import { OverridesController } from './overrides.controller';
import { OverridesRepository } from './overrides.repository';
import { OverridesService } from './overrides.service';

@Module({
  controllers: [OverridesController],
  providers: [Overrides, OverridesRepository, OverridesService],
  exports: [Overrides],
})
export class OverridesModule {}

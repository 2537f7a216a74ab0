import { Module } from '@nestjs/common';
import { Measurements } from './measurements';
import { QualityRepository } from './quality.repository';

/** What imports need of the quality of sources. */
@Module({ providers: [Measurements, QualityRepository], exports: [Measurements, QualityRepository] })
export class MeasurementsModule {}

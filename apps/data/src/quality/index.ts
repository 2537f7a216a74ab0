export { MeasureSourceHandler } from './measure-source.handler';
export { Measurements } from './measurements';
export { MeasurementsModule } from './measurements.module';
export { QualityModule } from './quality.module';

export { Arrivals } from './arrivals';
export { ArrivalsModule } from './arrivals.module';

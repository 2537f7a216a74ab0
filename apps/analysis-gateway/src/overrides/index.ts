export { Overrides } from './overrides';
export { OverridesModule } from './overrides.module';

export { SharedStateModule } from './shared-state.module';

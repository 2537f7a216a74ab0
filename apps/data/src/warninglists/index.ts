export { WarninglistsModule } from './warninglists.module';

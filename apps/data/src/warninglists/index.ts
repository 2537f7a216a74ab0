export { WarninglistsModule } from './warninglists.module';
export { WarninglistsService } from './warninglists.service';
export type { Screen } from './screen';

import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TeamStateModule } from '../team-state';
import { CheckPluginsWork } from './check-plugins.work';
import { PluginSettingsController } from './plugin-settings.controller';
import { PluginSettingsService } from './plugin-settings.service';
import { PluginTestService } from './plugin-test.service';

@Module({})
export class PluginSettingsModule {
  /** @param execution the ExecutionModule */
  static with(execution: DynamicModule): DynamicModule {
    return {
      module: PluginSettingsModule,
      imports: [execution, TeamStateModule],
      controllers: [PluginSettingsController],
      providers: [CheckPluginsWork, PluginSettingsService, PluginTestService],
    };
  }
}

import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DisclosureModule } from '../disclosure';
import { FastPlugins } from './fast-plugins.service';
import { KeptAnswers } from './kept-answers.service';
import { ProviderTurns } from './provider-turns';
import { SourceCalls } from './source-call.service';

/** How plugins are asked: in turn, once for many, from what is kept, and with a deadline. */
@Module({})
export class ExecutionModule {
  /** @param plugins the module that provides the PluginRegistry */
  static with(plugins: DynamicModule): DynamicModule {
    const services = [FastPlugins, KeptAnswers, ProviderTurns, SourceCalls];
    return {
      module: ExecutionModule,
      imports: [plugins, DisclosureModule],
      providers: services,
      exports: [...services, plugins, DisclosureModule],
    };
  }
}

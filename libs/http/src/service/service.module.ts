import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { AnswerHooks } from '../answers/answer-hooks';
import { OpenStreams } from '../answers/open-streams';

export interface ServiceModuleParts {
  readonly imports: readonly (Type | DynamicModule)[];
  readonly controllers: readonly Type[];
  readonly answerHooks: AnswerHooks;
  readonly openStreams: OpenStreams;
}

/** The root of every service: the app's module beside what all services have. Global: `AnswerHooks`, `OpenStreams`. */
@Module({})
export class ServiceModule {
  static of({ imports, controllers, answerHooks, openStreams }: ServiceModuleParts): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [...imports],
      controllers: [...controllers],
      providers: [
        { provide: AnswerHooks, useValue: answerHooks },
        { provide: OpenStreams, useValue: openStreams },
      ],
      exports: [AnswerHooks, OpenStreams],
    };
  }
}

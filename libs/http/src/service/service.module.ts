import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { AnswerHooks } from '../answers/answer-hooks';
import { OpenStreams } from '../answers/open-streams';
import { RateLimits } from '../rate-limits/rate-limits';

export interface ServiceModuleParts {
  readonly imports: readonly (Type | DynamicModule)[];
  readonly controllers: readonly Type[];
  readonly answerHooks: AnswerHooks;
  readonly openStreams: OpenStreams;
  readonly rateLimits: RateLimits;
}

/** The root of every service: the app's module beside what all have. Global: `AnswerHooks`, `OpenStreams`, `RateLimits`. */
@Module({})
export class ServiceModule {
  static of({ imports, controllers, answerHooks, openStreams, rateLimits }: ServiceModuleParts): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [...imports],
      controllers: [...controllers],
      providers: [
        { provide: AnswerHooks, useValue: answerHooks },
        { provide: OpenStreams, useValue: openStreams },
        { provide: RateLimits, useValue: rateLimits },
      ],
      exports: [AnswerHooks, OpenStreams, RateLimits],
    };
  }
}

import { Controller, Inject } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { AppName, InputOf, WorkEndpoints } from '@sentrybox/contracts';
import { workEndpoints } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { WorkOperations } from './work-operations';

/** The routes about work of an app, as a controller class. */
export function workController(app: AppName): Type {
  const endpoints = workEndpoints(app);

  @Controller()
  class WorkController {
    constructor(@Inject(WorkOperations) private readonly operations: WorkOperations) {}

    @Route(endpoints.list)
    list(@Input() input: InputOf<WorkEndpoints['list']>) {
      return this.operations.list(input);
    }

    @Route(endpoints.get)
    get(@Input() { params }: InputOf<WorkEndpoints['get']>) {
      return this.operations.get(params.id);
    }

    @Route(endpoints.retry)
    retry(@Input() { params }: InputOf<WorkEndpoints['retry']>) {
      return this.operations.retry(params.id);
    }

    @Route(endpoints.cancel)
    cancel(@Input() { params }: InputOf<WorkEndpoints['cancel']>) {
      return this.operations.cancel(params.id);
    }
  }
  return WorkController;
}

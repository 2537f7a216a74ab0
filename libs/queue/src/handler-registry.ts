import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { AppName, WorkDefinition } from '@sentrybox/contracts';
import { bug } from '@sentrybox/errors';
import { workHandlerOf } from './commands/command-work';
import type { AnyHandler } from './commands/command-work';
import type { WorkHandler } from './work-handler';

/** The app's handlers, one per kind of work. */
export class HandlerRegistry {
  private handlers: readonly WorkHandler[] = [];

  constructor(
    private readonly app: AppName,
    private readonly types: readonly Type<AnyHandler>[],
  ) {}

  /**
   * Finds the instances, whichever module provides them.
   * @throws DomainError kind `bug`, which ends the start, when one is missing, two are for the same kind, or one is for
   * work of another app.
   */
  load(modules: ModuleRef): void {
    this.handlers = this.types.map((type) => workHandlerOf(type, modules));
    const names = this.kinds;
    const problems = [
      ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} has two handlers`),
      ...this.handlers
        .filter(({ definition }) => definition.owner !== this.app)
        .map(({ definition }) => `${definition.name} belongs to ${definition.owner}`),
    ];
    if (problems.length > 0) throw bug(`Work and its handlers do not match: ${problems.join('; ')}`);
  }

  get all(): readonly WorkHandler[] {
    return this.handlers;
  }

  get kinds(): string[] {
    return this.handlers.map(({ definition }) => definition.name);
  }

  handles(definition: WorkDefinition): boolean {
    return this.handlers.some((handler) => handler.definition === definition);
  }
}

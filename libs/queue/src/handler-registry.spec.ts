import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { defineWork } from '@sentrybox/contracts';
import { HandlerRegistry } from './handler-registry';
import type { WorkHandler } from './work-handler';

function handlerOf(name: string, owner: 'tools' | 'data' = 'tools'): Type<WorkHandler> {
  const definition = defineWork({ name, owner, concurrency: 1, maxAttempts: 1 });
  return class implements WorkHandler {
    readonly definition = definition;
    async run(): Promise<void> {
      await Promise.resolve();
    }
  };
}

// The registry asks for instances by their class and for nothing else.
const modules = { get: (type: Type<WorkHandler>) => new type() } as unknown as ModuleRef;

function load(...types: Type<WorkHandler>[]): HandlerRegistry {
  const registry = new HandlerRegistry('tools', types);
  registry.load(modules);
  return registry;
}

describe('HandlerRegistry', () => {
  it('finds one handler per kind of work', () => {
    const registry = load(handlerOf('tools.one'), handlerOf('tools.two'));
    expect(registry.kinds).toEqual(['tools.one', 'tools.two']);
    expect(registry.all.every(({ definition }) => registry.handles(definition))).toBe(true);
  });

  it('ends the start when two handlers do the same work, or one does another app’s', () => {
    expect(() => load(handlerOf('tools.one'), handlerOf('tools.one'))).toThrow(/tools\.one has two handlers/);
    expect(() => load(handlerOf('data.one', 'data'))).toThrow(/data\.one belongs to data/);
  });
});

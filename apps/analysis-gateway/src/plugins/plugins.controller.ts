import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { listPlugins } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { PluginRegistry } from './plugin-registry';
import { toPluginView } from './plugin.view';

@Controller()
export class PluginsController {
  constructor(private readonly registry: PluginRegistry) {}

  @Route(listPlugins)
  list(@Input() input: InputOf<typeof listPlugins>) {
    const views = this.registry.list().map(toPluginView);
    return input.query.include === 'disabled' ? views : views.filter((view) => view.enabled);
  }
}

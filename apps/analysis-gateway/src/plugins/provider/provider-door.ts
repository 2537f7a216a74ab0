import { configured, publicProfile } from '@sentrybox/egress';
import type { z } from 'zod';
import type { PluginManifest, SettingValues } from '../contract/plugin';
import type { Provider, ProviderAnswer, ProviderRequest } from '../contract/plugin-context';
import { PluginError } from '../contract/plugin.errors';
import type { DriftLog } from '../drift/drift-log';
import { fieldOf } from '../drift/field-of';
import { askProvider } from './ask-provider';
import type { Call, Target } from './ask-provider';

/** The way of one plugin to its source, for one question. */
export class ProviderDoor implements Provider {
  constructor(
    private readonly manifest: PluginManifest,
    private readonly settings: SettingValues,
    private readonly call: Call,
    private readonly drift: DriftLog,
  ) {}

  async ask(request: ProviderRequest): Promise<ProviderAnswer> {
    try {
      return await askProvider(this.targetOf(request), request, this.call);
    } catch (error) {
      if (error instanceof PluginError && error.pluginCode === 'invalid_response') this.report('(body)');
      throw error;
    }
  }

  read<T>(schema: z.ZodType<T>, body: unknown): T {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw this.notUnderstood(fieldOf(parsed.error), parsed.error);
  }

  notUnderstood(field: string, cause?: unknown): PluginError {
    this.report(field);
    const message = `The answer of ${this.manifest.displayName} is not understood, from ${field} on.`;
    return new PluginError('invalid_response', { message, cause });
  }

  private report(field: string): void {
    this.drift.record(this.manifest.name, field, this.call.clock.now());
  }

  /**
   * Fixed before any indicator is seen. The public address may only be public, and an address that somebody set is
   * reached exactly as named (G03). Redirects are off in both: a key should not travel.
   */
  private targetOf({ to: setting = 'url', at }: ProviderRequest): Target {
    const { displayName, name, settings, reachesAnyHost } = this.manifest;
    if (at !== undefined) {
      if (reachesAnyHost === undefined) throw new TypeError(`${name} may not reach any host.`);
      return { displayName, baseUrl: at.replace(/\/$/, ''), profile: publicProfile({ maxRedirects: 0, name }) };
    }
    const definition = settings[setting];
    const url = this.settings[setting];
    if (definition?.kind !== 'url' || typeof url !== 'string') {
      throw new TypeError(`${name} has no address in its setting ${setting}.`);
    }
    const isPublic = url === definition.default;
    const port = Number(new URL(url).port);
    const profile = isPublic
      ? publicProfile({ maxRedirects: 0, name, ...(port > 0 && { allowPorts: [port] }) })
      : configured(url, { name });
    return { displayName, baseUrl: url.replace(/\/$/, ''), profile };
  }
}

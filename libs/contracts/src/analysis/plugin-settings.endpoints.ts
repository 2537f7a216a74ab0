import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';
import { pluginResultSchema } from './result';
import { iocTypeSchema } from './vocabulary';

const valueSchema = z.union([z.string().max(2_048), z.number(), z.boolean()]);

const settingViewSchema = z.object({
  name: z.string(),
  label: z.string(),
  description: z.string(),
  kind: z.enum(['secret', 'url', 'text', 'choice', 'number', 'boolean']),
  choices: z.array(z.string()).optional(),
  required: z.boolean(),
  /** Of a secret only `***`, when there is one. */
  value: valueSchema.nullable(),
  /** Where the value in force comes from; null when there is none. */
  origin: z.enum(['team', 'platform', 'environment', 'default']).nullable(),
});

const settingsSchema = z.object({
  plugin: z.string(),
  enabled: z.boolean(),
  reason: z.string().optional(),
  settings: z.array(settingViewSchema),
});

const params = z.strictObject({ name: z.string().max(64) });
const unknownPlugin = { status: 404, code: 'not_found', when: 'There is no such plugin.' } as const;
const shared = { app: 'analysis-gateway', tag: 'Plugins', params, errors: [unknownPlugin] } as const;

/** Null takes the value away, so that the next origin counts. */
const changesSchema = z.strictObject({ settings: z.record(z.string().max(64), valueSchema.nullable()) });

const example = {
  plugin: 'virustotal',
  enabled: true,
  settings: [
    {
      name: 'api_key',
      label: 'API key',
      description: 'Key of VirusTotal, interface version 3.',
      kind: 'secret',
      required: true,
      value: '***',
      origin: 'team',
    },
  ],
} as const;

const change = { settings: { api_key: '0123456789abcdef0123456789abcdef' } };

export const getPluginSettings = defineEndpoint({
  ...shared,
  method: 'GET',
  path: '/api/v1/plugins/{name}/settings',
  id: 'getPluginSettings',
  summary: 'The settings of a plugin as they hold for the team, secrets hidden.',
  access: 'plugins:read',
  responses: { 200: settingsSchema },
  examples: [{ name: 'A key of the team’s own', status: 200, response: example }],
});

export const updatePluginSettings = defineEndpoint({
  ...shared,
  method: 'PATCH',
  path: '/api/v1/plugins/{name}/settings',
  id: 'updatePluginSettings',
  summary: 'Change the team’s settings of a plugin. Secrets are write-only; another base URL drops them.',
  access: 'plugins:write',
  body: changesSchema,
  responses: { 200: settingsSchema },
  examples: [{ name: 'A key', request: change, status: 200, response: example }],
});

export const updatePlatformPluginSettings = defineEndpoint({
  ...shared,
  method: 'PATCH',
  path: '/api/v1/plugins/{name}/platform-settings',
  id: 'updatePlatformPluginSettings',
  summary: 'Change the settings of a plugin for every team that has none of its own.',
  access: 'platform-plugins:write',
  body: changesSchema,
  responses: { 200: settingsSchema },
  examples: [{ name: 'A key', request: change, status: 200, response: example }],
});

export const testPlugin = defineEndpoint({
  ...shared,
  method: 'POST',
  path: '/api/v1/plugins/{name}/test',
  id: 'testPlugin',
  summary: 'Ask the plugin about a well-known value with the settings that hold now; costs one question of its quota.',
  access: 'plugins:write',
  responses: {
    200: z.object({
      plugin: z.string(),
      healthy: z.boolean(),
      asked: z.object({ ioc: z.string(), type: iocTypeSchema }),
      result: pluginResultSchema,
      checked_at: timestampSchema,
    }),
  },
  errors: [
    unknownPlugin,
    { status: 409, code: 'conflict', when: 'The plugin lacks a setting, or is a slow one, which is not tested so.' },
  ],
  examples: [
    {
      name: 'Its key is refused',
      status: 200,
      response: {
        plugin: 'virustotal',
        healthy: false,
        asked: { ioc: '8.8.8.8', type: 'ip' },
        result: {
          plugin: 'virustotal',
          status: 'error',
          summary: {},
          evidence: [],
          observed_at: null,
          from_cache: false,
          age_seconds: 0,
          duration_ms: 41,
          link: null,
          error: { code: 'unauthorized', message: 'VirusTotal refuses the configured key.' },
        },
        checked_at: '2026-05-23T10:00:00.000Z',
      },
    },
  ],
});

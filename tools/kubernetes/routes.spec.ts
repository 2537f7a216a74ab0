import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNames, apps, publicPaths } from '@sentrybox/contracts';
import { z } from 'zod';
import { objectsIn, root } from './render';

const read = (path: string) => objectsIn(readFileSync(join(root, 'k8s/components', path), 'utf8'));

const ingressSchema = z.object({
  spec: z.object({
    rules: z.tuple([
      z.object({
        http: z.object({
          paths: z.array(
            z.strictObject({
              path: z.string(),
              pathType: z.literal('Prefix'),
              backend: z.strictObject({
                service: z.strictObject({ name: z.enum(appNames), port: z.strictObject({ name: z.literal('http') }) }),
              }),
            }),
          ),
        }),
      }),
    ]),
  }),
});

const routeSchema = z.object({
  metadata: z.object({ name: z.enum(appNames) }),
  spec: z.object({
    rules: z.array(
      z.strictObject({
        matches: z
          .array(z.strictObject({ path: z.strictObject({ type: z.literal('PathPrefix'), value: z.string() }) }))
          .max(8),
        backendRefs: z.tuple([z.strictObject({ name: z.enum(appNames), port: z.int() })]),
      }),
    ),
  }),
});

const expected = appNames.flatMap((app) => publicPaths[app].map((path) => `${path} ${app}`));

it('the Ingress sends every public path to its owner, and nothing else to anybody', () => {
  const [ingress] = read('ingress/ingress.yaml');
  const [{ http }] = ingressSchema.parse(ingress).spec.rules;
  expect(http.paths.map(({ path, backend }) => `${path} ${backend.service.name}`)).toEqual(expected);
});

it('the routes of the gateway send every public path to its owner, and nothing else to anybody', () => {
  const routes = read('gateway-api/routes.yaml').map((route) => routeSchema.parse(route));
  const found = routes.flatMap(({ spec }) =>
    spec.rules.flatMap(({ matches, backendRefs: [{ name, port }] }) => {
      expect(port).toBe(apps[name].port);
      return matches.map(({ path }) => `${path.value} ${name}`);
    }),
  );
  expect(found).toEqual(expected);
});

import { probeHost } from './readiness';
import type { CreatedKey, FirstStart } from './admin-cli';
import type { ServiceSpec } from './service-spec';

const width = 18;

/** What `npm start` prints once everything is ready. The credentials appear here and nowhere else. */
export function greeting(options: {
  specs: readonly ServiceSpec[];
  postgres: string;
  redis: string;
  first: FirstStart | undefined;
  logFolder: string;
}): string {
  const { first, logFolder, postgres, redis, specs } = options;
  const lines = ['', 'Sentrybox is ready.', ''];
  for (const spec of specs)
    lines.push(`  ${spec.name.padEnd(width)}${origin(spec)}  (docs at /docs, metrics on ${spec.ports.metrics})`);
  lines.push(
    '',
    `  ${'database'.padEnd(width)}${postgres}`,
    `  ${'queues'.padEnd(width)}${redis}`,
    `  ${'logs'.padEnd(width)}${logFolder}`,
  );
  const gateway = specs.find(({ name }) => name === 'analysis-gateway');
  if (first?.created === true) lines.push(...credentials(first, gateway === undefined ? undefined : origin(gateway)));
  else lines.push('', '`npm run key -- --name <name>` mints another API key.');
  lines.push('', 'Ctrl-C stops everything.');
  return lines.join('\n');
}

/** The first administrator and key, and how to use it where the address of analysis-gateway is known. */
export function credentials(
  first: Extract<FirstStart, { created: true }>,
  gatewayOrigin: string | undefined,
): string[] {
  return [
    '',
    'First administrator (shown this once; the password must be changed at the first login):',
    `  e-mail    ${first.email}`,
    `  password  ${first.password}`,
    '',
    'API key of the first service account (shown this once):',
    `  ${first.apiKey}`,
    ...(gatewayOrigin === undefined ? [] : ['', 'Try it:', `  ${exampleCurl(gatewayOrigin, first.apiKey)}`]),
  ];
}

/** What is printed for another key. */
export function describeKey({ apiKey, serviceAccount }: CreatedKey): string {
  return `API key of service account ${serviceAccount} (shown this once):\n  ${apiKey}`;
}

/** A domain brings the slow `lookalikes` plugin in, so that the answer has an entry under `pending` to poll. */
export function exampleCurl(gatewayOrigin: string, apiKey: string): string {
  return [
    `curl -X POST ${gatewayOrigin}/api/v1/analysis`,
    `-H "Authorization: Bearer ${apiKey}"`,
    '-H "Content-Type: application/json"',
    `-d '{"ioc": "paypa1-login.example.com", "type": "domain"}'`,
  ].join(' \\\n    ');
}

function origin({ host, ports }: ServiceSpec): string {
  const shown = probeHost(host);
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${ports.http}`;
}

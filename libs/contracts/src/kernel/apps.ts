/** The seven services. `port` is the default HTTP port; metrics listen on port + 1000. */
export const apps = {
  identity: { port: 8000, basePath: '/api/v1' },
  guardian: { port: 8001, basePath: '/api/v1' },
  agents: { port: 8004, basePath: '' },
  data: { port: 8006, basePath: '/api/v1' },
  tools: { port: 8013, basePath: '/api' },
  responder: { port: 8018, basePath: '/api/v1' },
  'analysis-gateway': { port: 5000, basePath: '/api/v1' },
} as const;

export type AppName = keyof typeof apps;

export const appNames = Object.keys(apps) as AppName[]; // the keys of a const object are exactly AppName

/** The PostgreSQL schema each app owns; its login roles are `<app role>_api` and `<app role>_work`. */
export const schemaOf: Readonly<Record<AppName, string>> = {
  identity: 'identity',
  guardian: 'guardian',
  agents: 'agents',
  data: 'data',
  tools: 'tools',
  responder: 'responder',
  'analysis-gateway': 'analysis',
};

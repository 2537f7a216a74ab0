import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import { edgesOf, edgeText, loadConnections } from './connections';
import type { Connection, Connections, Edge } from './connections';
import { isAllowed, policiesIn } from './network-policies';
import type { NetworkPolicy, Party } from './network-policies';
import { metadataServices, otherParties, ownParties, storageParties } from './parties';
import { hasKubectl, render, renderAlone, root } from './render';

const connections = loadConnections();

describe('the list of connections', () => {
  it('is what docs/architecture.md shows', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const section = page.split('## Who may talk to whom')[1]?.split('\n## ')[0] ?? '';
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    const shown = ({ from, to, ports, why }: Connection) => [from.join(', '), to.join(', '), ports.join(', '), why];
    expect(cells).toEqual(connections.connections.map(shown));
    for (const members of Object.values(connections.groups)) {
      for (const name of members) expect(section).toContain(name);
    }
  });

  const configuration = (app: string) => readFileSync(join(root, 'apps', app, 'src/config.ts'), 'utf8');
  const appsOf = (group: string) =>
    appNames.filter((app) => connections.groups[group]?.some((name) => name === app || name === `${app}-worker`));

  it.each([
    ['users of PostgreSQL', 'databaseVariables'],
    ['users of Redis', 'redisVariables'],
  ])('%s are the services that are configured for it', (group, variables) => {
    expect(appsOf(group)).toEqual(appNames.filter((app) => configuration(app).includes(variables)));
  });

  it('callers of providers are the services that have a way out', () => {
    const hasWayOut = (app: string) =>
      readFileSync(join(root, 'apps', app, 'src/app.module.ts'), 'utf8').includes('EgressModule');
    expect(appsOf('callers of providers')).toEqual(appNames.filter(hasWayOut));
  });
});

/** Ports that are tried, whether anybody is to listen there or not. */
const tried = [22, 53, 80, 443, 4318, 5432, 6379, 6443, 8000, 8001, 8004, 8006, 8013, 8018, 5000, 8080, 9090];

/** Of the component backup, which is a part of prod alone. */
const leftOut: Readonly<Record<string, readonly string[]>> = { dev: ['backup', 'restore'] };

const describeRendered = hasKubectl ? describe : describe.skip;
describeRendered.each(['dev', 'prod'])('P03 the network policies of overlays/%s (needs kubectl)', (overlay) => {
  let policies: NetworkPolicy[];
  let own: Party[];

  beforeAll(() => {
    const objects = render(`k8s/overlays/${overlay}`);
    policies = policiesIn(objects);
    own = ownParties(objects);
  });

  const pairs = (from: readonly Party[], to: readonly Party[]): [Party, Party][] =>
    from.flatMap((one) => to.map((other): [Party, Party] => [one, other]));

  it('allow the connections of the list and no other', () => {
    const inside = [...own, ...storageParties];
    const everybody = [...inside, ...otherParties, ...metadataServices];
    const ports = [...new Set([...tried, ...own.flatMap((party) => Object.values(party.ports))])];
    // A pod may always talk to itself, whatever the policies say.
    const asked = [...pairs(inside, everybody), ...pairs(otherParties, inside)].filter(([a, b]) => a !== b);
    const allowed = asked.flatMap(([from, to]) =>
      ports
        .filter((port) => isAllowed(policies, [from, to], port))
        .map((port) => ({ from: from.name, to: to.name, port })),
    );
    const expected = expectedEdges(connections, own).filter(({ from }) => !leftOut[overlay]?.includes(from));
    expect(allowed.map(edgeText).sort()).toEqual(expected.map(edgeText).sort());
  });

  it('allow nothing over UDP but asking name servers', () => {
    const inside = [...own, ...storageParties];
    const asked = pairs(inside, [...inside, ...otherParties, ...metadataServices]).filter(([a, b]) => a !== b);
    const allowed = asked.flatMap(([from, to]) =>
      tried.filter((port) => isAllowed(policies, [from, to], port, 'UDP')).map((port) => `${to.name}:${port}`),
    );
    expect([...new Set(allowed)]).toEqual(['name servers:53']);
  });

  it('deny the metadata service of the cloud on every port, to everybody', () => {
    const asked = pairs([...own, ...storageParties], metadataServices);
    expect(asked.filter((pair) => tried.some((port) => isAllowed(policies, pair, port)))).toEqual([]);
  });

  it('leave nobody in the namespace without a policy in both directions', () => {
    const [deny] = policies.filter(({ spec }) => Object.keys(spec.podSelector.matchLabels).length === 0);
    const first = policies.filter(({ metadata }) => metadata.name === 'default-deny');
    expect(first).toEqual([deny]);
    expect(deny?.spec).toEqual({
      podSelector: { matchLabels: {}, matchExpressions: [] },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [],
    });
  });
});

describeRendered('P03 the component cloudnative-pg without the component networkpolicy (needs kubectl)', () => {
  it('locks nobody out who uses PostgreSQL', () => {
    const objects = renderAlone('cloudnative-pg');
    const own = ownParties(objects);
    const users = own.filter(({ name }) => connections.groups['users of PostgreSQL']?.includes(name));
    const isLockedOut = (from: Party) =>
      storageParties.some((to) => to.name === 'PostgreSQL' && !isAllowed(policiesIn(objects), [from, to], 5_432));
    expect(users.length).toBeGreaterThan(6);
    expect(users.filter(isLockedOut)).toEqual([]);
  });
});

/** The list with names that stand for several parties filled in. */
function expectedEdges(list: Connections, own: readonly Party[]): Edge[] {
  const portOf = (party: string, name: string) => own.find((one) => one.name === party)?.ports[name];
  const outside = otherParties.filter(({ namespace }) => namespace?.name !== 'sentrybox');
  const standsFor: Readonly<Record<string, readonly string[]>> = {
    internet: ['internet', 'internet over IPv6'],
    'any address': outside.map(({ name }) => name),
  };
  const edges = edgesOf(list, portOf).flatMap(({ from, to, port }) =>
    (standsFor[to] ?? [to]).map((one) => ({ from, to: one, port })),
  );
  return [...new Map(edges.filter(({ from, to }) => from !== to).map((edge) => [edgeText(edge), edge])).values()];
}

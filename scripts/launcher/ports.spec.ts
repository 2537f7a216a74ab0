import { choosePorts } from './ports';

describe('choosePorts', () => {
  it('takes the default ports, with metrics 1000 above', () => {
    const ports = choosePorts(0, {});
    expect(ports.identity).toEqual({ http: 8000, metrics: 9000 });
    expect(ports['analysis-gateway']).toEqual({ http: 5000, metrics: 6000 });
  });

  it('moves all of them by the offset, but not one that was given', () => {
    const ports = choosePorts(100, { SENTRYBOX_PORT_ANALYSIS_GATEWAY: '7777' });
    expect(ports.identity.http).toBe(8100);
    expect(ports['analysis-gateway']).toEqual({ http: 7777, metrics: 8777 });
  });

  it.each([
    ['a word', 0, { SENTRYBOX_PORT_DATA: 'http' }],
    ['a port that does not exist', 0, { SENTRYBOX_PORT_DATA: '65000' }],
    ['an offset that leaves the range', 60_000, {}],
    ['one port for two services', 0, { SENTRYBOX_PORT_DATA: '8000' }],
    ['a port that is another service’s metrics', 0, { SENTRYBOX_PORT_DATA: '9000' }],
  ])('refuses %s', (_, offset, environment) => {
    expect(() => choosePorts(offset, environment)).toThrow(expect.objectContaining({ reason: 'usage' }) as Error);
  });
});

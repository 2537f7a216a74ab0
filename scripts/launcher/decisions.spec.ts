import { LocalServerError } from '@sentrybox/local-servers';

import { CommandFailure, exitCodes } from './exit-codes';
import { exampleCurl } from './greeting';
import { probeHost } from './readiness';
import { describeFailure } from './run-command';
import { parseStartOptions } from './start-options';
import { describeExit, restartDelayMs } from './supervised-service';

describe('exit codes', () => {
  it('are one number per reason', () => {
    const values = Object.values(exitCodes);
    expect(new Set(values).size).toBe(values.length);
  });
});

describe('describeFailure', () => {
  it.each([
    [new LocalServerError('port-taken', 'x'), 'portTaken'],
    [new LocalServerError('download-failed', 'x'), 'downloadFailed'],
    [new LocalServerError('data-version', 'x'), 'stateUnusable'],
    [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'diskFull'],
    [Object.assign(new Error('x'), { code: 'EACCES' }), 'stateUnusable'],
    [new CommandFailure('migrationFailed', 'x'), 'migrationFailed'],
    [new Error('x'), 'unexpected'],
    ['x', 'unexpected'],
  ] as const)('%s: %s', (error, reason) => {
    expect(describeFailure(error).reason).toBe(reason);
  });
});

describe('restartDelayMs', () => {
  it('doubles from one second to half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map(restartDelayMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });
});

describe('describeExit', () => {
  it('tells a signal, a code and a failed start apart', () => {
    expect(describeExit({ code: null, signal: 'SIGKILL' })).toBe('signal SIGKILL');
    expect(describeExit({ code: 78, signal: null })).toBe('exit code 78');
    expect(describeExit({ code: null, signal: null })).toBe('it could not be started');
  });
});

describe('parseStartOptions', () => {
  it('reads the offset from the command line first, then from the environment', () => {
    expect(parseStartOptions([], {})).toEqual({ portOffset: 0, detach: false });
    expect(parseStartOptions([], { SENTRYBOX_PORT_OFFSET: '20' }).portOffset).toBe(20);
    expect(parseStartOptions(['--port-offset', '10', '--detach'], { SENTRYBOX_PORT_OFFSET: '20' })).toEqual({
      portOffset: 10,
      detach: true,
    });
  });

  it.each([[['--ports', '1']], [['--port-offset', 'many']], [['extra']]])('refuses %j', (args) => {
    expect(() => parseStartOptions(args, {})).toThrow(expect.objectContaining({ reason: 'usage' }) as Error);
  });
});

describe('the example', () => {
  it('is one command that can be pasted', () => {
    expect(exampleCurl('http://127.0.0.1:5000', 'sb_x').replaceAll(' \\\n    ', ' ')).toBe(
      `curl -X POST http://127.0.0.1:5000/api/v1/analysis -H "Authorization: Bearer sb_x" ` +
        `-H "Content-Type: application/json" -d '{"ioc": "paypa1-login.example.com", "type": "domain"}'`,
    );
  });

  it('names an address that can be dialled', () => {
    expect(['0.0.0.0', '::', '10.0.0.1'].map(probeHost)).toEqual(['127.0.0.1', '::1', '10.0.0.1']);
  });
});

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Of the connection states of the kernel (net/tcp_states.h). */
const established = '01';

/** Established TCP connections of a process to a port, whatever the address. Linux only. @throws Error elsewhere */
export function connectionsTo(pid: number, port: number): number {
  const own = socketsOf(pid);
  const lines = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1),
  );
  return lines.filter((line) => {
    // Number, local and remote address with port in hexadecimal, state … and the tenth is the inode; see proc(5).
    const [, , remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === established && Number.parseInt(remote.split(':')[1] ?? '', 16) === port && own.has(inode);
  }).length;
}

function socketsOf(pid: number): ReadonlySet<string> {
  const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => targetOf(`/proc/${pid}/fd/${fd}`));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.slice(1) ?? []));
}

/** Empty for a file that was closed meanwhile. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

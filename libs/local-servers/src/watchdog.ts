import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Servers run in sessions of their own, so that Ctrl-C reaches the parent alone and the parent can stop them in order.
 * The price: when the parent is killed outright (SIGKILL, out of memory) nobody stops them. Hence one small shell per
 * parent which holds the reading end of a pipe: the kernel closes the pipe when the parent dies, however it dies, and
 * the shell then stops what the parent had registered: processes of tier 1 (services) first, then those of tier 2
 * (PostgreSQL, Redis), each with 15 s before SIGKILL.
 */
const script = `
trap '' INT TERM HUP
list=''
# A zombie that no init reaps has ended too.
is_alive() {
  kill -0 "$1" 2>/dev/null || return 1
  if [ -r "/proc/$1/stat" ]; then
    read -r stat < "/proc/$1/stat" || return 1
    case "\${stat##*) }" in Z*) return 1 ;; esac
  fi
}
while IFS=' ' read -r verb pid signal tier; do
  case "$verb" in
    +) list="$list $pid:$signal:$tier" ;;
    -) kept=''
       for entry in $list; do case "$entry" in "$pid":*) ;; *) kept="$kept $entry" ;; esac; done
       list=$kept ;;
  esac
done
for tier in 1 2; do
  pids=''
  for entry in $list; do
    case "$entry" in *:$tier) rest=\${entry#*:}; pids="$pids \${entry%%:*}"; kill -s "\${rest%%:*}" "\${entry%%:*}" 2>/dev/null ;; esac
  done
  turns=0
  while [ $turns -lt 75 ]; do
    alive=''
    for pid in $pids; do if is_alive "$pid"; then alive="$alive $pid"; fi; done
    [ -z "$alive" ] && break
    sleep 0.2
    turns=$((turns + 1))
  done
  for pid in $pids; do kill -s KILL "$pid" 2>/dev/null; done
done
`;

export interface Guarded {
  readonly pid: number;
  /** The signal of an orderly stop, without SIG. */
  readonly signal: 'TERM' | 'INT';
  /** 1 is stopped before 2. */
  readonly tier: 1 | 2;
}

let shell: ChildProcess | undefined;

function watchdog(): ChildProcess {
  if (shell?.exitCode === null && shell.signalCode === null) return shell;
  // sh exists wherever these servers do; should it not start, the servers still run, only unguarded.
  shell = spawn('sh', ['-c', script], { detached: true, cwd: '/', env: {}, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.on('error', () => undefined);
  shell.stdin?.on('error', () => undefined);
  shell.unref();
  // A piped stdin is a net.Socket (documented for child_process); it must not keep the parent's event loop alive.
  (shell.stdin as Socket | null)?.unref();
  return shell;
}

/** Has a process stopped should this one die without stopping it. Returns what to call once that process is gone. */
export function guardProcess({ pid, signal, tier }: Guarded): () => void {
  const guard = watchdog();
  guard.stdin?.write(`+ ${pid} ${signal} ${tier}\n`);
  return () => {
    guard.stdin?.write(`- ${pid}\n`);
  };
}

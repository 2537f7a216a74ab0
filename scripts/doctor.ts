import type { ExitReason } from './launcher/exit-codes';
import { diagnose } from './launcher/diagnosis';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { stateFolder } from './launcher/state-folder';

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

async function main(): Promise<ExitReason> {
  const findings = await diagnose(stateFolder(), process.env);
  for (const { grade, subject, text } of findings) print(`${marks[grade]}  ${subject.padEnd(14)}${text}`);
  return findings.some(({ grade }) => grade === 'problem') ? 'unexpected' : 'ok';
}

runCommand(main);

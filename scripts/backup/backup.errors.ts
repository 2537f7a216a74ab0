import { CommandFailure } from '../launcher/exit-codes';

export function damaged(where: string): CommandFailure {
  return new CommandFailure('backupUnreadable', `The backup is damaged: ${where}. Nothing was changed.`);
}

export function cutOff(): CommandFailure {
  return new CommandFailure('backupUnreadable', 'The backup is cut off: its end is missing. Nothing was changed.');
}

export function wrongSecret(kind: 'key' | 'passphrase'): CommandFailure {
  return new CommandFailure(
    'backupUnreadable',
    `The backup does not open with this ${kind}: it is another one's, or the beginning of the file was changed. Nothing was changed.`,
  );
}

/** @param what did not come back as it was saved */
export function notTheSame(what: string): CommandFailure {
  return new CommandFailure(
    'backupUnverified',
    `The backup did not pass its verification: ${what}. Do not rely on it; nothing else was changed.`,
  );
}

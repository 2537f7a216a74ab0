import { createHmac, timingSafeEqual } from 'node:crypto';

import { cutOff, damaged, wrongSecret } from './backup.errors';
import { fileKeys, newSalt } from './backup-secret';
import type { BackupSecret } from './backup-secret';
import { CommandFailure } from '../launcher/exit-codes';

// 16 bytes of name, 1 of version, 1 of the kind of secret, 32 of salt, 32 of HMAC-SHA-256 over all before.
const magic = Buffer.from('sentrybox-backup', 'latin1');
const version = 1;
const kinds = ['key', 'passphrase'] as const;
const saltAt = magic.length + 2;
const macAt = saltAt + 32;
export const headerLength = macAt + 32;

/** A new header with the key under which what follows is sealed. */
export async function newHeader(secret: BackupSecret): Promise<{ header: Buffer; sealing: Buffer }> {
  const salt = newSalt();
  const open = Buffer.concat([magic, Buffer.from([version, kinds.indexOf(secret.kind)]), salt]);
  const keys = await fileKeys(secret, salt);
  return { header: Buffer.concat([open, macOf(open, keys.header)]), sealing: keys.sealing };
}

/**
 * The key under which what follows the header is sealed.
 * @throws CommandFailure `backupUnreadable`, `backupNewer`, `usage` for a passphrase where a key is wanted
 */
export async function openHeader(header: Buffer, secret: BackupSecret): Promise<Buffer> {
  if (!header.subarray(0, magic.length).equals(magic.subarray(0, header.length))) {
    throw new CommandFailure('backupUnreadable', 'This is no backup of Sentrybox. Nothing was changed.');
  }
  if (header.length < headerLength) throw cutOff();
  if (header[magic.length] !== version) {
    throw new CommandFailure('backupNewer', 'The backup has the form of another version. Nothing was changed.');
  }
  const kind = kinds[header[magic.length + 1] ?? -1];
  if (kind === undefined) throw damaged('its header');
  if (kind !== secret.kind) throw new CommandFailure('usage', `This backup was made with a ${kind}: --${kind}-file.`);
  const keys = await fileKeys(secret, header.subarray(saltAt, macAt));
  const mac = macOf(header.subarray(0, macAt), keys.header);
  if (!timingSafeEqual(mac, header.subarray(macAt))) throw wrongSecret(kind);
  return keys.sealing;
}

function macOf(open: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(open).digest();
}

export type ContainerKind = 'gzip' | 'zip' | 'tar' | 'none';

/** Bytes from the start that tell what a file is. */
export const headBytes = 512;

/** By the marks of RFC 1952, the ZIP application note 4.3.7 and POSIX ustar; never by the name. */
export function containerOf(head: Buffer): ContainerKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))) {
    return 'zip';
  }
  return head.subarray(257, 262).toString('latin1') === 'ustar' ? 'tar' : 'none';
}

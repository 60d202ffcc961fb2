import { NOT_A_FILE } from './open-file.ts';

/** A file or folder that is left out, and why. */
export interface PassedOver {
  readonly path: string;
  readonly reason: string;
  /** Whether it was left out because it cannot be read, and not on purpose. */
  readonly is_unreadable: boolean;
}

/** A file or folder that the file system has refused to read. */
export function unreadable(path: string, error: unknown): PassedOver {
  return { path, reason: whyUnreadable(path, error), is_unreadable: true };
}

const PLAIN: Record<string, string> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link that leads back to itself',
  ENXIO: 'a socket or a device that gives nothing',
  ENOENT: 'it is not there any more',
  EIO: 'the disk has failed',
  EISDIR: 'a folder is in its place',
  [NOT_A_FILE]: 'a pipe, a socket or a device is in its place',
};

function whyUnreadable(path: string, error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  // Node turns bytes of a name that are not UTF-8 into U+FFFD, and no file has that name.
  if (code === 'ENOENT' && path.includes('\uFFFD')) return 'its name is not UTF-8: rename it';
  return PLAIN[code] ?? `it cannot be read (${code || String(error)})`;
}

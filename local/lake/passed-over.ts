/** A file or folder that is not taken, and why. */
export interface PassedOver {
  readonly path: string;
  readonly reason: string;
  /** It would have been taken; what else is passed over is so on purpose. */
  readonly is_unreadable: boolean;
}

/** What the file system has refused to read. */
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
};

function whyUnreadable(path: string, error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  // What is no UTF-8 in a name comes as U+FFFD, under which the file is not found.
  if (code === 'ENOENT' && path.includes('\uFFFD')) return 'its name is not UTF-8: rename it';
  return PLAIN[code] ?? `it cannot be read (${code || String(error)})`;
}

import { statSync } from 'node:fs';
import { userErrorIfRefused } from './atomic-write.ts';

/**
 * Whether there is something at the path; false for a dangling link.
 * @throws UserError if it cannot be checked, for instance without permission
 */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw userErrorIfRefused(error);
  }
}

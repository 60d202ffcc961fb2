import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../../terminal/package-files.ts';

/** The package. */
export const ROOT = PACKAGE;

/** Where engines are installed and keep their logs; git ignores it. */
export const ENGINES = join(ROOT, '.engines');

/** A folder below it, made if need be. */
export function engineFolder(...path: string[]): string {
  const folder = join(ENGINES, ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}

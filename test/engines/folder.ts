import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Where engines are installed and keep their logs; git ignores it. */
export const ENGINES = join(ROOT, '.engines');

/** A folder below it, made if need be. */
export function engineFolder(...path: string[]): string {
  const folder = join(ENGINES, ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}

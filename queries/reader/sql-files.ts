import { readdirSync, readFileSync } from 'node:fs';

/** The names of a directory's SQL files, without `.sql`, in order. */
export function sqlFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/** The text of a file. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

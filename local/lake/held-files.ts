import { type FileHandle, open } from 'node:fs/promises';
import { nullIfGone } from './lake-folder.ts';

/** Where the files that a process has open are to be found by their descriptors. */
export const DESCRIPTORS = '/dev/fd/';

/**
 * Files kept open for a reader, who reads them by the paths of `hold`: whatever replaces or removes
 * them meanwhile, these paths lead to what they were. The engine opens a file several times within
 * one query, and would read one file's footer and the next one's pages.
 */
export class HeldFiles {
  readonly #handles: FileHandle[] = [];
  readonly #files = new Map<string, string>();

  /** @returns a path for each file; a file that is not there any more has none. */
  async hold(files: readonly string[]): Promise<string[]> {
    const paths: string[] = [];
    for (const file of files) {
      const handle = await open(file).catch(nullIfGone);
      if (!handle) continue;
      const path = pathOf(handle) ?? file;
      this.#handles.push(handle);
      this.#files.set(path, file);
      paths.push(path);
    }
    return paths;
  }

  /** The held file that the engine complains of, in an error or in its cause. */
  culprit(error: unknown): string | undefined {
    const said = `${error} ${error instanceof Error ? error.cause : ''}`;
    const [, path = ''] = /['"](\/dev\/fd\/\d+|[^'"]+)['"]/.exec(said) ?? [];
    return this.#files.get(path);
  }

  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.close()));
  }
}

/** Windows has no such paths; there, a file that is being read cannot be replaced. */
function pathOf(handle: FileHandle): string | null {
  return process.platform === 'win32' ? null : `${DESCRIPTORS}${handle.fd}`;
}

import { type FileHandle, link, mkdir, open, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { nullIfGone } from './lake-folder.ts';

/** Where the files that a process has open are to be found by their descriptors. */
export const DESCRIPTORS = '/dev/fd/';

/** A process may have 256 files open at the least, and the engine has some tens of its own. */
const MOST_DESCRIPTORS = 128;

/**
 * Files kept for a reader, who reads them by the paths of `hold`: whatever replaces or removes them
 * meanwhile, these paths lead to what they were. The engine opens a file several times within one
 * query, and would read one file's footer and the next one's pages.
 */
export class HeldFiles {
  readonly #folder: string | null;
  #hasFolder: Promise<boolean> | undefined;
  #links = 0;
  readonly #handles: FileHandle[] = [];
  readonly #files = new Map<string, string>();

  /**
   * @param folder in the files' own file system, to be made for other names of theirs: a name costs
   * no descriptor, so there may be any number. Without it, or where there are no such names, the
   * files are held open, as many as a process may have at the least; more are read where they are.
   */
  constructor(folder: string | null = null) {
    this.#folder = folder;
  }

  /** @returns a path for each file; a file that is not there any more has none. */
  async hold(files: readonly string[]): Promise<string[]> {
    const paths: string[] = [];
    for (const file of files) {
      const path = (await this.#linked(file)) ?? (await this.#opened(file));
      if (path === null) continue;
      this.#files.set(path, file);
      paths.push(path);
    }
    return paths;
  }

  /** Each held file by the path that `hold` gave for it. */
  get files(): ReadonlyMap<string, string> {
    return this.#files;
  }

  /** The held file that the engine complains of, in an error or in its cause. */
  culprit(error: unknown): string | undefined {
    const said = `${error} ${error instanceof Error ? error.cause : ''}`;
    // The longest: /dev/fd/2 stands in /dev/fd/21, too.
    const [path] = [...this.#files.keys()]
      .filter((path) => said.includes(path))
      .sort((one, other) => other.length - one.length);
    return path && this.#files.get(path);
  }

  /** The links go with their folder, which is not this one's to remove. */
  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.close()));
  }

  /** Another name of the file; null where it can have none, or is gone. */
  async #linked(file: string): Promise<string | null> {
    if (this.#folder === null) return null;
    this.#hasFolder ??= mkdir(this.#folder, { recursive: true, mode: 0o700 }).then(
      () => true,
      () => false,
    );
    if (!(await this.#hasFolder)) return null;
    const path = join(this.#folder, `${this.#links++}${extname(file)}`);
    // Of what the file is, if it is a symbolic link: that one may lead nowhere from here.
    return link(await realpath(file).catch(() => file), path).then(
      () => path,
      () => null,
    );
  }

  async #opened(file: string): Promise<string | null> {
    // Windows has no such paths; there, a file that is being read cannot be replaced.
    if (this.#handles.length >= MOST_DESCRIPTORS || process.platform === 'win32') return file;
    const handle = await open(file).catch(nullIfGone);
    if (!handle) return null;
    this.#handles.push(handle);
    return `${DESCRIPTORS}${handle.fd}`;
  }
}

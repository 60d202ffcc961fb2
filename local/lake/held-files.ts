import { type FileHandle, link, mkdir, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { nullIfGone } from './lake-folder.ts';
import { isNoFile, openFile } from './open-file.ts';

/** The folder where a process finds its open files by their descriptors. */
export const DESCRIPTORS = '/dev/fd/';

/** Half of the smallest usual limit of 256 open files, as the engine needs some tens itself. */
const MOST_DESCRIPTORS = 128;

/**
 * Files kept for a reader. The paths that `hold` returns lead to the same files even if these are
 * replaced or removed meanwhile. This is needed because the engine opens a file several times within
 * a query, and would otherwise read the footer of one file and the pages of its successor.
 */
export class HeldFiles {
  readonly #folder: string | null;
  #hasFolder: Promise<boolean> | undefined;
  #links = 0;
  readonly #handles: FileHandle[] = [];
  readonly #files = new Map<string, string>();

  /**
   * @param folder to be made for hard links to the files, in the same file system. Links cost no
   * descriptors, so any number of files can be held. Without a folder, or where the file system has
   * no hard links, files are held open as far as descriptors suffice; further files are not held.
   */
  constructor(folder: string | null = null) {
    this.#folder = folder;
  }

  /** @returns a path for each file that still exists */
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

  /** Each held file by the path that `hold` returned for it. */
  get files(): ReadonlyMap<string, string> {
    return this.#files;
  }

  /** The held file that the engine's error, or the error's cause, names. */
  culprit(error: unknown): string | undefined {
    const text = `${error} ${error instanceof Error ? error.cause : ''}`;
    // The longest path, because /dev/fd/21 contains /dev/fd/2 too.
    const [path] = [...this.#files.keys()]
      .filter((path) => text.includes(path))
      .sort((one, other) => other.length - one.length);
    return path && this.#files.get(path);
  }

  /** Closes the descriptors. The caller removes the folder with the links. */
  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.close()));
  }

  /** A hard link to the file; null if that is impossible or the file is gone. */
  async #linked(file: string): Promise<string | null> {
    if (this.#folder === null) return null;
    this.#hasFolder ??= mkdir(this.#folder, { recursive: true, mode: 0o700 }).then(
      () => true,
      () => false,
    );
    if (!(await this.#hasFolder)) return null;
    const path = join(this.#folder, `${this.#links++}${extname(file)}`);
    // A symbolic link is resolved first, because it may be relative to its own folder.
    return link(await realpath(file).catch(() => file), path).then(
      () => path,
      () => null,
    );
  }

  async #opened(file: string): Promise<string | null> {
    // Windows has no such paths, but there a file cannot be replaced while it is read.
    if (this.#handles.length >= MOST_DESCRIPTORS || process.platform === 'win32') return file;
    try {
      const handle = await openFile(file);
      this.#handles.push(handle);
      return `${DESCRIPTORS}${handle.fd}`;
    } catch (error) {
      // The path itself is returned, so that reading it reports the folder or the pipe.
      return isNoFile(error) ? file : nullIfGone(error as NodeJS.ErrnoException);
    }
  }
}

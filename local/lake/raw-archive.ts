import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { isErasedFrom } from '../../pipeline/erase/is-erased.ts';
import { rawPrefix, workKey } from '../../pipeline/lake-keys.ts';
import { saysTheSame } from '../../pipeline/normalise/derived-columns.ts';
import { hashedName, hashInName } from '../../pipeline/raw-names.ts';
import { beforeInterrupt } from '../../terminal/interrupt.ts';
import { UserError } from '../../terminal/user-error.ts';
import { asWriteError, moveAtomically, ownUnfinishedName } from './atomic-write.ts';
import { fileOf, fileWithFolder, type LakeFolder, listObjects, nullIfGone } from './lake-folder.ts';
import { sameBytes } from './same-bytes.ts';

/** The hexadecimal digits of the hash in a name: more than usual if the shorter name is taken. */
const HASH_DIGITS = { usual: 12, most: 64, step: 4 };

const READ_BYTES = 256 * 1024;

/** The place of a content in the archive. */
export interface Archived {
  readonly key: string;
  readonly bytes: number;
  /** Whether the archive had the same content already, under any name. */
  readonly wasThere: boolean;
}

/** A content that has been copied into the lake and has no key yet. */
interface Copy {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/**
 * The archive in `raw/`. Each distinct content is stored once and stays. Several processes may add at
 * the same time; then the same content may be stored twice, under two names.
 */
export class RawArchive {
  /** By size, the objects whose content has not been hashed yet. */
  private readonly unhashed = new Map<number, Set<string>>();
  /** By size and hash of their content, the other objects. */
  private readonly hashed = new Map<string, Set<string>>();
  /** By the hash in their name, which was their content's before an erasure. */
  private readonly keysOfName = new Map<string, Set<string>>();
  private readonly lake: LakeFolder;
  private readonly dataset: Dataset;

  private constructor(lake: LakeFolder, dataset: Dataset) {
    this.lake = lake;
    this.dataset = dataset;
  }

  static async open(lake: LakeFolder, dataset: Dataset): Promise<RawArchive> {
    const archive = new RawArchive(lake, dataset);
    for (const { key, bytes } of await listObjects(lake, rawPrefix(dataset))) {
      append(archive.unhashed, bytes, key);
      archive.rememberName(key);
    }
    return archive;
  }

  /**
   * Adds a content, which is read once. Its key depends on folder, name and content alone, and not on
   * earlier additions. The same content under a name that says something else is another object.
   * @param folder the key's beginning, `raw/ctr/2026/11/23/14/`
   * @param name of the file it comes from
   * @throws UserError if it cannot be written; errors of `content` are passed on
   */
  async add(content: AsyncIterable<Uint8Array>, folder: string, name: string): Promise<Archived> {
    const unfinished = ownUnfinishedName(await fileWithFolder(this.lake, workKey('landing')));
    const forget = beforeInterrupt(() => rmSync(unfinished, { force: true }));
    try {
      const copy = await this.copyContent(content, unfinished, `${folder}${hashedName(name, '…')}`);
      const before = await this.keyOf(copy, `${folder}${name}`);
      if (before) return { key: before, bytes: copy.bytes, wasThere: true };
      const { key, wasThere } = await this.keyFor(copy, folder, name);
      if (!wasThere) {
        await moveAtomically(copy.file, await fileWithFolder(this.lake, key));
        append(this.hashed, contentName(copy.bytes, copy.hash), key);
        this.rememberName(key);
      }
      return { key, bytes: copy.bytes, wasThere };
    } finally {
      forget();
      await rm(unfinished, { force: true });
    }
  }

  private async copyContent(
    content: AsyncIterable<Uint8Array>,
    file: string,
    futureKey: string,
  ): Promise<Copy> {
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    try {
      await pipeline(content, counted, createWriteStream(file, { flags: 'wx' }));
    } catch (error) {
      throw asWriteError(error, fileOf(this.lake, futureKey));
    }
    return { file, bytes, hash: hash.digest('hex') };
  }

  /**
   * The key of an object with the same bytes, whose key says the same, if there is one. Objects of the same size are hashed once,
   * not compared with each addition, because small records often have the same size.
   */
  private async keyOf({ file, bytes, hash }: Copy, futureKey: string): Promise<string | undefined> {
    for (const key of this.unhashed.get(bytes) ?? []) {
      const found = await hashOf(fileOf(this.lake, key)).catch(nullIfGone);
      if (found !== null) append(this.hashed, contentName(bytes, found), key);
    }
    this.unhashed.delete(bytes);
    // Compared after all, because another process may have changed the object since.
    for (const key of this.hashed.get(contentName(bytes, hash)) ?? []) {
      const mayBe = saysTheSame(this.dataset, key, futureKey);
      if (mayBe && (await sameBytes(fileOf(this.lake, key), file))) return key;
    }
    return undefined;
  }

  /**
   * The key for the copy. An existing object is never replaced, unless it is this very content after
   * an erasure: erasures name places by that key, so the next conversion erases them again.
   */
  private async keyFor(copy: Copy, folder: string, name: string) {
    for (const key of this.keysOfName.get(shortened(copy.hash)) ?? []) {
      const mayBe = saysTheSame(this.dataset, key, `${folder}${name}`);
      if (mayBe && (await this.isErased(key, copy))) return { key, wasThere: false };
    }
    const { usual, most, step } = HASH_DIGITS;
    for (let digits = usual; digits <= most; digits += step) {
      const key = `${folder}${hashedName(name, copy.hash.slice(0, digits))}`;
      const file = fileOf(this.lake, key);
      if (!existsSync(file)) return { key, wasThere: false };
      // Another process may have added the content since the archive was opened.
      if (await sameBytes(file, copy.file)) return { key, wasThere: true };
    }
    const taken = hashedName(name, shortened(copy.hash));
    throw new UserError(
      `Found other content at ${folder}${taken} and under every longer hash, expected a free name`,
    );
  }

  private async isErased(key: string, { file }: Copy): Promise<boolean> {
    const [erased, whole] = [fileOf(this.lake, key), file].map((path) =>
      createReadStream(path, { highWaterMark: READ_BYTES }),
    );
    return (await isErasedFrom(erased!, whole!).catch(nullIfGone)) ?? false;
  }

  private rememberName(key: string): void {
    const hash = hashInName(key);
    if (hash) append(this.keysOfName, shortened(hash), key);
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: READ_BYTES }), hash);
  return hash.digest('hex');
}

/**
 * The length and a short hash of a content. Different contents share them once in 10^14; then the bytes are compared.
 */
function contentName(bytes: number, hash: string): string {
  return `${bytes} ${shortened(hash)}`;
}

function shortened(hash: string): string {
  return hash.slice(0, HASH_DIGITS.usual);
}

function append<K>(lists: Map<K, Set<string>>, name: K, key: string): void {
  const keys = lists.get(name);
  if (keys) keys.add(key);
  else lists.set(name, new Set([key]));
}

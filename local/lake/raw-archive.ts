import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { isErasedFrom } from '../../pipeline/erase/is-erased.ts';
import { rawPrefix, workKey } from '../../pipeline/lake-keys.ts';
import { beforeInterrupt } from '../../terminal/interrupt.ts';
import { UserError } from '../../terminal/user-error.ts';
import { asUserError, moveAtomically, ownUnfinishedName } from './atomic-write.ts';
import { fileOf, fileWithFolder, type LakeFolder, listObjects, nullIfGone } from './lake-folder.ts';
import { hashedName, hashInName } from './raw-names.ts';
import { sameBytes } from './same-bytes.ts';

/** Hexadecimal digits of the hash in a name; more where an object of this name has other bytes. */
const HASH_DIGITS = { usual: 12, most: 64, step: 4 };

const READ_BYTES = 256 * 1024;

/** Where a content is in the archive. */
export interface Archived {
  readonly key: string;
  readonly bytes: number;
  /** Whether the same content had been there already, under whatever name. */
  readonly wasThere: boolean;
}

/** A content that is copied into the lake and has no key yet. */
interface Copy {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/**
 * The archive that `raw/` is: each distinct content stays in it, once, whatever is added after it.
 * Others may add at the same time; a content that two add at once under two names is there twice.
 */
export class RawArchive {
  private readonly keysOfSize = new Map<number, string[]>();
  private readonly keysOfHash = new Map<string, string[]>();
  private readonly lake: LakeFolder;

  private constructor(lake: LakeFolder) {
    this.lake = lake;
  }

  static async open(lake: LakeFolder, dataset: Dataset): Promise<RawArchive> {
    const archive = new RawArchive(lake);
    for (const { key, bytes } of await listObjects(lake, rawPrefix(dataset))) {
      archive.remember(key, bytes);
    }
    return archive;
  }

  /**
   * Adds the content, which is read once. Its key follows from folder, name and content alone, so
   * that it does not depend on what has been added before.
   * @param folder the key's beginning, `raw/ctr/2026/11/23/14/`
   * @param name of the file it comes from
   * @throws UserError if it cannot be written; what `content` throws is passed on
   */
  async add(content: AsyncIterable<Uint8Array>, folder: string, name: string): Promise<Archived> {
    const unfinished = ownUnfinishedName(await fileWithFolder(this.lake, workKey('landing')));
    const forget = beforeInterrupt(() => rmSync(unfinished, { force: true }));
    try {
      const copy = await this.copied(content, unfinished, `${folder}${hashedName(name, '…')}`);
      const before = await this.keyOf(copy);
      if (before) return { key: before, bytes: copy.bytes, wasThere: true };
      const { key, wasThere } = await this.keyFor(copy, folder, name);
      if (!wasThere) {
        await moveAtomically(copy.file, await fileWithFolder(this.lake, key));
        this.remember(key, copy.bytes);
      }
      return { key, bytes: copy.bytes, wasThere };
    } finally {
      forget();
      await rm(unfinished, { force: true });
    }
  }

  private async copied(
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
      throw asUserError(error, fileOf(this.lake, futureKey));
    }
    return { file, bytes, hash: hash.digest('hex') };
  }

  /** The key of an object with the same bytes. */
  private async keyOf({ file, bytes, hash }: Copy): Promise<string | undefined> {
    const ofThisHash = new Set(this.keysOfHash.get(shortened(hash)));
    const likelyFirst = [...(this.keysOfSize.get(bytes) ?? [])].sort(
      (a, b) => Number(ofThisHash.has(b)) - Number(ofThisHash.has(a)),
    );
    for (const key of likelyFirst) {
      if (await sameBytes(fileOf(this.lake, key), file)) return key;
    }
    return undefined;
  }

  /**
   * The key to put the copy under. What is there already is never replaced, with one exception:
   * this very content after an erasure. The erasures know the places by that key, so that the next
   * conversion erases there again.
   */
  private async keyFor(copy: Copy, folder: string, name: string) {
    for (const key of this.keysOfHash.get(shortened(copy.hash)) ?? []) {
      if (await this.isErased(key, copy)) return { key, wasThere: false };
    }
    const { usual, most, step } = HASH_DIGITS;
    for (let digits = usual; digits <= most; digits += step) {
      const key = `${folder}${hashedName(name, copy.hash.slice(0, digits))}`;
      const file = fileOf(this.lake, key);
      if (!existsSync(file)) return { key, wasThere: false };
      // Another process may have added it since the archive was opened.
      if (await sameBytes(file, copy.file)) return { key, wasThere: true };
    }
    const taken = hashedName(name, shortened(copy.hash));
    throw new UserError(`${folder}${taken} and every longer name of it hold other bytes than it`);
  }

  private async isErased(key: string, { file }: Copy): Promise<boolean> {
    const [erased, whole] = [fileOf(this.lake, key), file].map((path) =>
      createReadStream(path, { highWaterMark: READ_BYTES }),
    );
    return (await isErasedFrom(erased!, whole!).catch(nullIfGone)) ?? false;
  }

  private remember(key: string, bytes: number): void {
    append(this.keysOfSize, bytes, key);
    const hash = hashInName(key);
    if (hash) append(this.keysOfHash, shortened(hash), key);
  }
}

function shortened(hash: string): string {
  return hash.slice(0, HASH_DIGITS.usual);
}

function append<K>(lists: Map<K, string[]>, name: K, key: string): void {
  const keys = lists.get(name);
  if (!keys) lists.set(name, [key]);
  else if (!keys.includes(key)) keys.push(key);
}

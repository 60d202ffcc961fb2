import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contactLake, runChild } from '../measure/child.ts';
import { recordObjects } from './records.ts';

/** Firehose's level is not known; this is the usual one. */
const GZIP_LEVEL = 6;
const LINE_FEED = Buffer.from('\n');

/** The records of a generated contact centre, in the forms that the contenders read. */
export interface Generated {
  /** A folder of raw objects: records one a line, in gzip. */
  readonly raw: string;
  /** The same records in other objects, as if all were delivered again. */
  readonly rawAgain: string;
  /** A file of the same records, one a line, unpacked. */
  readonly lines: string;
  readonly json_bytes: number;
}

/** A temporary folder with what several suites need, made when it is needed first. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'contact-lake-bench-'));
  readonly #generated = new Map<number, Generated>();
  readonly #lakes = new Map<string, Promise<string>>();
  #names = 0;

  /** A path that nothing has yet. */
  newPath(): string {
    return join(this.folder, `new-${this.#names++}`);
  }

  generated(contacts: number): Generated {
    let made = this.#generated.get(contacts);
    if (made === undefined) {
      made = writeGenerated(join(this.folder, `records-${contacts}`), contacts);
      this.#generated.set(contacts, made);
    }
    return made;
  }

  /** A lake with these contacts landed. Not to be changed: work on a copy. */
  landedLake(contacts: number): Promise<string> {
    return this.#once(`landed-${contacts}`, async (lake) => {
      await runChild(contactLake('land', this.generated(contacts).raw, '--lake', lake));
    });
  }

  /** A lake with these contacts in its table. Not to be changed: work on a copy. */
  loadedLake(contacts: number): Promise<string> {
    return this.#once(`loaded-${contacts}`, async (lake) => {
      await copyLake(await this.landedLake(contacts), lake);
      await runChild(contactLake('run', '--lake', lake));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #once(name: string, make: (path: string) => Promise<void>): Promise<string> {
    const path = join(this.folder, name);
    let made = this.#lakes.get(name);
    if (made === undefined) {
      made = make(path).then(() => path);
      this.#lakes.set(name, made);
    }
    return made;
  }
}

/** Makes a lake with nothing in it, and returns its path. */
export function emptyLake(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'lake.json'), '{"format":1}\n');
  return path;
}

/** Copies a lake with its files' times, by which it recognises raw objects that have not changed. */
export async function copyLake(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, preserveTimestamps: true });
}

/**
 * Puts a copy in the place of the lake at `to`, which is moved aside and removed with the workplace. It
 * is not removed at once, because ext4 gives a removed file's number to no other file for some minutes:
 * each file that is made meanwhile searches past those numbers, which took up to six times as long.
 */
export async function freshCopy(from: string, to: string): Promise<void> {
  if (existsSync(to)) renameSync(to, join(mkdtempSync(`${to}-used-`), 'lake'));
  await copyLake(from, to);
}

/** Writes an object of records, one a line, in gzip. */
export function writeObject(path: string, records: readonly (Buffer | string)[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(linesOf(records), { level: GZIP_LEVEL }));
}

function linesOf(records: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(records.flatMap((record) => [Buffer.from(record), LINE_FEED]));
}

/** Writes all forms of the records, one object after another, so that any number fits in memory. */
export function writeGenerated(folder: string, contacts: number): Generated {
  const raw = join(folder, 'raw');
  const rawAgain = join(folder, 'raw-again');
  const lines = join(folder, 'lines.json');
  let json_bytes = 0;
  for (const { path, records } of recordObjects(contacts)) {
    if (records.length === 0) continue;
    const name = path.endsWith('.gz') ? path : `${path}.gz`;
    writeObject(join(raw, name), records);
    // The same bytes would not land again, so an empty line makes them others.
    writeObject(join(rawAgain, name), ['', ...records]);
    appendFileSync(lines, linesOf(records));
    for (const record of records) json_bytes += record.length;
  }
  return { raw, rawAgain, lines, json_bytes };
}

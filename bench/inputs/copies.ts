import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { asOthers } from './other-days.ts';
import { recordObjects } from './records.ts';
import { emptyLake } from './workplace.ts';

/** Contacts of the records that are copied. */
const CONTACTS = 5_000;

/**
 * Makes a lake with raw objects of about this many bytes of JSON: the same records again and again, as those of other
 * contacts on the same days. One object at a time is in memory.
 * @returns the bytes of JSON
 */
export function landCopies(lake: string, json_bytes: number): number {
  emptyLake(lake);
  const folder = join(lake, rawPrefix(contactRecords));
  const objects = [...recordObjects(CONTACTS)].map(({ path, records }) => ({
    path,
    text: records.map((record) => `${record}\n`).join(''),
  }));
  let written_bytes = 0;
  for (let copy = 0; written_bytes < json_bytes; copy++) {
    for (const { path, text } of objects) {
      if (written_bytes >= json_bytes) break;
      const file = join(folder, dirname(path), `${copy}-${basename(path)}`);
      const bytes = Buffer.from(asOthers(text, copy));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, gzipSync(bytes, { level: 1 }));
      written_bytes += bytes.length;
    }
  }
  return written_bytes;
}

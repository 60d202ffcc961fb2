/** Gzip within a run of base64, wherever in it gzip begins. */
import { type NoEnd, type SoundGzip, soundMembers } from '../normalise/gunzip.ts';
import { charactersOf, decoded } from './base64-text.ts';
import type { ByteRange } from './byte-range.ts';
import { ordinaryBytes, type Room } from './room.ts';

/** The base64 of gzip's first three bytes, a magic number and the one method there is (RFC 1952, section 2.3.1). */
const BEGINNING = 'H4sI';
/** Damaged gzip is read as far as it can be. So often, because each may take as long as the whole run. */
export const MOST_DAMAGED = 16;
/** Members that make more are not unpacked to look for their end. */
const MOST_INFLATED_BYTES = 64 * 1024 * 1024;

/** Characters of a run, by what is known about them. */
export interface GzipOfRun {
  /** The base64 of sound gzip: where it ends is known, and that nothing else can stand in it. */
  readonly sound: readonly ByteRange[];
  /** Where else gzip begins, as far as it is to be read. */
  readonly damaged: readonly number[];
  /** The first beginning of those that are too many; null if all are named. */
  readonly beyond: number | null;
}

/** Finds gzip; null if none begins, as in most runs. */
export function gzipIn(characters: Buffer, room: Room): GzipOfRun | null {
  const first = characters.indexOf(BEGINNING);
  if (first < 0) return null;
  const sound: ByteRange[] = [];
  const damaged: number[] = [];
  for (let from = first; from >= 0; ) {
    const to = endOfGzip(characters, from, room);
    if (to !== null) sound.push({ from, to });
    else if (damaged.length === MOST_DAMAGED) return { sound, damaged, beyond: from };
    else damaged.push(from);
    from = characters.indexOf(BEGINNING, to ?? from + BEGINNING.length);
  }
  return { sound, damaged, beyond: null };
}

/** The end of the characters of gzip that begins at `from`; null if it is damaged. */
function endOfGzip(characters: Buffer, from: number, room: Room): number | null {
  // Up to the next beginning first: many may follow one another, and each would be decoded to the end of all.
  const next = characters.indexOf(BEGINNING, from + 1);
  let length = (next < 0 ? characters.length : next) - from;
  for (;;) {
    const to = Math.min(from + length, characters.length);
    const gzip = soundGzip(decoded(characters, from, to), room);
    if (typeof gzip !== 'string') return from + charactersOf(gzip.bytes);
    if (gzip !== 'breaks off' || to === characters.length) return null;
    length *= 2;
  }
}

/** The gzip that the bytes begin with. What it makes is thrown away, so that it is a bomb only if need be. */
function soundGzip(stored: Buffer, room: Room): SoundGzip | NoEnd {
  const ordinary = madeBy(stored, ordinaryBytes(stored.length), room);
  return ordinary === 'too long' ? madeBy(stored, MOST_INFLATED_BYTES, room) : ordinary;
}

function madeBy(stored: Buffer, bytes: number, room: Room): SoundGzip | NoEnd {
  const most = Math.min(bytes, room.toEnds_bytes);
  const gzip = soundMembers(stored, most);
  // How much has been made before the damage, nobody can say.
  room.takeToEnd(typeof gzip === 'string' ? most : gzip.made_bytes);
  return gzip;
}

/** How much the search of one object may decode, so that a few kilobytes of hostile content do not hold it up. */

/** What is hidden in an object may be decoded to so many bytes, however small the object is. */
const LEAST_DECODED_BYTES = 4 * 1024 * 1024;
/** So many bytes more for each byte of its content. Base64 in four levels makes three, gzip of texts 5 to 30. */
const DECODED_RATIO = 64;
/** A search takes at least as long as that of so many bytes, and a run may hide a content in every few of its own. */
const SEARCH_BYTES = 512;
/**
 * Gzip that makes more than the ordinary may make so many bytes altogether: it may be bombs, and many. The longest record,
 * which normalise would decode, is far shorter.
 */
const MOST_OF_BOMBS_BYTES = 256 * 1024 * 1024;

export const BEYOND_ROOM = `hidden content that makes an object more than ${DECODED_RATIO} times as long`;
const BEYOND_BOMBS = `gzip in base64 that makes an object more than ${MOST_OF_BOMBS_BYTES / 1024 / 1024} MiB`;

/** Gzip of texts makes 5 to 30 times its own bytes, a bomb up to 1,032 times. */
const ORDINARY_RATIO = 64;

/** What the search of one object may still decode. The searches of all that is hidden in the object share it. */
export class Room {
  private decoded_bytes = LEAST_DECODED_BYTES;
  private bombs_bytes = MOST_OF_BOMBS_BYTES;
  private ends_bytes = MOST_OF_BOMBS_BYTES;

  /** Makes room for what is hidden in so much of the object's own content. */
  addContent(bytes: number): void {
    this.decoded_bytes += DECODED_RATIO * bytes;
    this.ends_bytes += DECODED_RATIO * bytes;
  }

  /** Takes room for a content that is to be searched; false if there is not enough. */
  takeContent(bytes: number): boolean {
    return this.takeDecoded(SEARCH_BYTES + bytes);
  }

  /** Takes room for what gzip makes, of the ordinary and beyond it; says for what there is not enough, if there is not. */
  takeOfGzip(ordinary_bytes: number, beyond_bytes: number): string | null {
    if (!this.takeDecoded(ordinary_bytes)) return BEYOND_ROOM;
    const isEnough = beyond_bytes <= this.bombs_bytes;
    this.bombs_bytes = isEnough ? this.bombs_bytes - beyond_bytes : 0;
    return isEnough ? null : BEYOND_BOMBS;
  }

  private takeDecoded(bytes: number): boolean {
    if (bytes > this.decoded_bytes) return false;
    this.decoded_bytes -= bytes;
    return true;
  }

  /** How many bytes may still be made where only the end of gzip is looked for. */
  get toEnds_bytes(): number {
    return this.ends_bytes;
  }

  /** Takes room for what has been made to find an end, or may have been. */
  takeToEnd(bytes: number): void {
    this.ends_bytes = Math.max(0, this.ends_bytes - bytes);
  }
}

/** So many bytes come of ordinary gzip at the most. */
export function ordinaryBytes(gzip_bytes: number): number {
  return ORDINARY_RATIO * gzip_bytes;
}

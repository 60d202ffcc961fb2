/**
 * Reads the state of a file from its Parquet footer. DuckDB takes ten times as long for it, because it also makes
 * readers of all columns, and a table may have thousands of files. Source: the format's `parquet.thrift`, in Thrift's
 * compact protocol.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { openFileSync } from './open-file.ts';

/** The state of a Parquet file, by its footer. */
export interface Footer {
  readonly fileBytes: number;
  readonly rows: number;
  /** The columns that have values: each field of a struct is one. */
  readonly columns: number;
  /** The encoded list of columns. */
  readonly schema: Uint8Array;
}

/** Most footers are shorter, and so are read at once with the length that follows them. */
const USUAL_FOOTER_BYTES = 64 * 1024;

/** The length of the footer, in four bytes, and `PAR1`. */
const TRAILER_BYTES = 8;

/** `PAR1`, with which a file begins. */
const HEADER_BYTES = 4;

/** Far more than the footer of a day's file has. Without a limit, a damaged length would fill the memory. */
const MOST_FOOTER_BYTES = 256 * 1024 * 1024;

/**
 * Reads the footer of a Parquet file, to its end. Reading is synchronous, because promises would take
 * several times as long as a footer itself.
 * @throws as `openFile` does, or an Error if the file does not end in a footer of Parquet
 */
export async function readFooter(file: string): Promise<Footer> {
  const descriptor = openFileSync(file);
  try {
    const { size } = fstatSync(descriptor);
    const read = (bytes: number) => endOf(descriptor, size, Math.min(bytes, size));
    let end = read(USUAL_FOOTER_BYTES);
    const trailer = end.subarray(-TRAILER_BYTES);
    if (trailer.toString('latin1', 4) !== 'PAR1') throw new Error(`${file} does not end in PAR1`);
    const footerBytes = trailer.readUInt32LE(0);
    const most = Math.min(size - HEADER_BYTES - TRAILER_BYTES, MOST_FOOTER_BYTES);
    if (footerBytes > most) {
      throw new Error(
        `Found a footer of ${footerBytes} bytes in ${file}, expected ${most} at most`,
      );
    }
    if (footerBytes + TRAILER_BYTES > end.length) end = read(footerBytes + TRAILER_BYTES);
    const start = end.length - TRAILER_BYTES - footerBytes;
    return { fileBytes: size, ...decode(end.subarray(start, -TRAILER_BYTES)) };
  } finally {
    closeSync(descriptor);
  }
}

/** The last bytes of a file. In a network file system one read may return less than requested. */
function endOf(descriptor: number, size: number, bytes: number): Buffer {
  const end = Buffer.allocUnsafe(bytes);
  let length = 0;
  while (length < bytes) {
    const read = readSync(descriptor, end, length, bytes - length, size - bytes + length);
    if (read === 0) break;
    length += read;
  }
  return end.subarray(0, length);
}

/** The fields of the format's structs that are read. */
const FILE = { schema: 2, rows: 3 };
const SCHEMA_ELEMENT = { children: 5 };

function decode(footer: Buffer): Omit<Footer, 'fileBytes'> {
  const input = new CompactInput(footer);
  let rows: number | null = null;
  let columns = 0;
  let schema: Uint8Array | null = null;
  input.readStruct((field, type) => {
    if (field === FILE.rows) {
      rows = input.readInteger();
    } else if (field === FILE.schema) {
      const from = input.position;
      const { size } = input.readListHeader();
      for (let i = 0; i < size; i++) {
        let hasChildren = false;
        input.readStruct((field, type) => {
          hasChildren ||= field === SCHEMA_ELEMENT.children;
          input.skip(type);
        });
        if (!hasChildren) columns++;
      }
      schema = footer.subarray(from, input.position);
    } else {
      input.skip(type);
    }
  });
  if (rows === null || schema === null || input.position !== footer.length) {
    throw new Error('Found a footer of Parquet without its rows, its schema or its end');
  }
  return { rows, columns, schema };
}

/** The types of values in Thrift's compact protocol. */
const TYPE = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

/** Reads values in Thrift's compact protocol, and throws at the end of the bytes. */
class CompactInput {
  position = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Calls `onField` with the number and the type of each field. It must read or skip the value. */
  readStruct(onField: (field: number, type: number) => void): void {
    let field = 0;
    for (;;) {
      const header = this.#byte();
      if (header === 0) return;
      const difference = header >> 4;
      field = difference === 0 ? this.readInteger() : field + difference;
      onField(field, header & 0x0f);
    }
  }

  readListHeader(): { size: number; type: number } {
    const header = this.#byte();
    const size = header >> 4;
    return { size: size === 15 ? this.#unsigned() : size, type: header & 0x0f };
  }

  readInteger(): number {
    const zigzag = this.#unsigned();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  skip(type: number): void {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        return; // The type is the value.
      case TYPE.byte:
        this.#pass(1);
        return;
      case TYPE.i16:
      case TYPE.i32:
      case TYPE.i64:
        this.#unsigned();
        return;
      case TYPE.double:
        this.#pass(8);
        return;
      case TYPE.binary:
        this.#pass(this.#unsigned());
        return;
      case TYPE.list:
      case TYPE.set:
        this.#skipList();
        return;
      case TYPE.struct:
        this.readStruct((_, type) => this.skip(type));
        return;
      default:
        throw new Error(`Found type ${type} in a footer of Parquet, expected 1 to 10 or 12`);
    }
  }

  #skipList(): void {
    const { size, type } = this.readListHeader();
    // Within a list, a truth value has a byte of its own.
    const isTruth = type === TYPE.true || type === TYPE.false;
    if (isTruth) this.#pass(size);
    else for (let i = 0; i < size; i++) this.skip(type);
  }

  /** Seven bits a byte, the lowest first. Exact up to 2^53. */
  #unsigned(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw new Error('Found the end of a footer of Parquet within a value');
    return byte;
  }

  #pass(bytes: number): void {
    this.position += bytes;
    if (this.position > this.#bytes.length) {
      throw new Error('Found the end of a footer of Parquet within a value');
    }
  }
}

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { LAKE_FOLDERS } from '../../pipeline/lake-keys.ts';
import { withUsersUmask } from '../umask.ts';
import { UserError } from '../user-error.ts';
import { counted } from '../wording.ts';
import { ownUnfinishedName, plainer, writeWhole } from './write-whole.ts';

/** Says that a folder is a lake, and of which make. */
const MARKER = 'lake.json';
const FORMAT = 1;
const MOST_MARKER_BYTES = 4096;

const OWN_FOLDERS = new Set<string>(
  LAKE_FOLDERS.filter((name) => !['raw', 'errors'].includes(name)),
);

interface Marker {
  format: number;
  /** Set where the lake holds generated contacts: no place for real ones. */
  demo?: { contacts: number; seed: number };
}

/** A folder laid out by lake keys. */
export interface LakeFolder {
  readonly path: string;
  readonly demo: Marker['demo'];
}

/** An object of the lake: its key and what the file system says of it. */
export interface LakeObject {
  readonly key: string;
  readonly bytes: number;
  readonly modified_ms: number;
}

/**
 * The lake at `path`.
 * @throws UserError if there is none, or a newer one than this code knows.
 */
export async function openLake(path: string): Promise<LakeFolder> {
  const folder = resolve(path);
  if (!existsSync(folder)) {
    throw new UserError(`There is no lake at ${path}: \`contact-lake land\` or \`demo\` makes one`);
  }
  const marker = join(folder, MARKER);
  if (!existsSync(marker)) {
    throw new UserError(`${path} is not a lake: it has no ${MARKER}`);
  }
  const { format, demo } = JSON.parse(await readFile(marker, 'utf8')) as Marker;
  if (format !== FORMAT) {
    throw new UserError(`The lake at ${path} is of format ${format}, expected ${FORMAT}`);
  }
  return { path: folder, demo };
}

/**
 * The lake at `path`, made if there is nothing yet.
 * @param demo what a new lake is marked with; a lake marked otherwise is refused.
 */
export async function openOrMakeLake(path: string, demo?: Marker['demo']): Promise<LakeFolder> {
  const folder = resolve(path);
  if (existsSync(folder) && !(await stat(folder)).isDirectory()) {
    throw new UserError(`${path} is not a lake: it is a file`);
  }
  const isFree = !existsSync(folder) || (await readdir(folder)).every(isHidden);
  if (isFree) {
    await withUsersUmask(() => makeFolder(dirname(folder)));
    await makeFolder(folder);
    const marker: Marker = { format: FORMAT, ...(demo && { demo }) };
    const file = join(folder, MARKER);
    await writeWhole(file, `${JSON.stringify(marker)}\n`, ownUnfinishedName(file));
  }
  const lake = await openLake(path);
  const found = JSON.stringify(lake.demo);
  if (found !== JSON.stringify(demo)) {
    throw new UserError(
      `The lake at ${path} holds ${describe(lake.demo)}, expected ${describe(demo)}: name another with --lake`,
    );
  }
  return lake;
}

/** Whether a folder is a lake. A file of another kind may have the marker's name. */
export async function isLake(folder: string): Promise<boolean> {
  const file = join(folder, MARKER);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile() || found.size > MOST_MARKER_BYTES) return false;
  return /^\s*\{\s*"format"\s*:/.test(await readFile(file, 'utf8'));
}

/**
 * Whether a path within a lake's folder, with `/`, is the lake's own. What has been delivered is
 * not: `raw/` and `errors/` hold it as it came.
 */
export function isLakesOwn(path: string): boolean {
  const [first = ''] = path.split('/');
  return first === MARKER || OWN_FOLDERS.has(first);
}

function describe(demo: Marker['demo']): string {
  if (!demo) return 'records of your own';
  return `the demo of ${counted(demo.contacts, 'contact')} with seed ${demo.seed}`;
}

/** The file of a key. */
export function fileOf(lake: LakeFolder, key: string): string {
  return join(lake.path, ...key.split('/'));
}

/** All objects whose key begins with `prefix`, in the order of their keys. */
export async function listObjects(lake: LakeFolder, prefix: string): Promise<LakeObject[]> {
  const root = fileOf(lake, prefix);
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !isHidden(entry.name));
  const objects = await Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const found = await stat(file).catch(nullIfGone);
      return found && { key: keyOf(lake, file), bytes: found.size, modified_ms: found.mtimeMs };
    }),
  );
  return objects.filter((object) => object !== null).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** For `catch`: another process may take a file away between its being listed and looked at. */
export function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function keyOf(lake: LakeFolder, file: string): string {
  return relative(lake.path, file).split(sep).join('/');
}

/**
 * Makes the folder that is to hold `key`'s file, and gives the file.
 * @throws UserError if that cannot be
 */
export async function roomFor(lake: LakeFolder, key: string): Promise<string> {
  const file = fileOf(lake, key);
  await makeFolder(dirname(file));
  return file;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw plainer(error, folder);
  }
}

/** Files of the system's, and those that are being written, are no objects. */
function isHidden(name: string): boolean {
  return name.startsWith('.');
}

import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LAKE_FOLDERS } from '../../pipeline/lake-keys.ts';
import { changedSettings, readSettings, type Settings } from '../../queries/settings.ts';
import { withUsersUmask } from '../../terminal/umask.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import {
  asWriteError,
  ownUnfinishedName,
  refusalInWords,
  writeFileAtomically,
} from './atomic-write.ts';
import { isThere } from './is-there.ts';
import { readWhole } from './read-whole.ts';

/** The file that marks a folder as a lake and states its format. */
export const MARKER = 'lake.json';
const FORMAT = 1;
const MOST_MARKER_BYTES = 65_536;

const OWN_FOLDERS = new Set<string>(
  LAKE_FOLDERS.filter((name) => !['raw', 'errors'].includes(name)),
);

interface Marker {
  format: number;
  /** Set if the lake holds generated contacts, so that no real ones are mixed in. */
  demo?: { contacts: number; seed: number };
  /** The settings, which `queries/settings.ts` reads. */
  settings?: unknown;
}

/** A lake in a folder, with its objects' keys as paths. */
export interface LakeFolder {
  readonly path: string;
  readonly demo: Marker['demo'];
  /** The settings as `lake.json` has them, right or wrong. */
  readonly settingsJson: unknown;
  /**
   * Read at first use, so that a wrong setting stops only what depends on settings.
   * @throws UserError naming the wrong one
   */
  readonly settings: Settings;
}

/** A property with a getter would be read when a lake is copied, such as for a thread; a class's is not. */
class OpenLake implements LakeFolder {
  readonly path: string;
  readonly demo: Marker['demo'];
  readonly settingsJson: unknown;

  constructor(path: string, { demo, settings = {} }: Marker) {
    this.path = path;
    this.demo = demo;
    this.settingsJson = settings;
  }

  get settings(): Settings {
    return readSettings(this.settingsJson, markerOf(this));
  }
}

/** The file that says what the lake is. */
export function markerOf({ path }: Pick<LakeFolder, 'path'>): string {
  return join(path, MARKER);
}

/** An object of the lake: its key, its size and its time. */
export interface LakeObject {
  readonly key: string;
  readonly bytes: number;
  readonly modified_ms: number;
}

/**
 * The lake at `path`.
 * @throws UserError if there is none, or its format is newer than this code
 */
export async function openLake(path: string): Promise<LakeFolder> {
  const folder = resolve(path);
  if (!isThere(folder)) {
    throw new UserError(`There is no lake at ${path}: \`contact-lake land\` or \`demo\` makes one`);
  }
  const file = join(folder, MARKER);
  if (!isThere(file)) {
    throw new UserError(
      `${path} is not a lake: it has no ${MARKER}${(await wasLake(folder)) ? ` any more: ${REBUILD}` : ''}`,
    );
  }
  const marker = await readMarker(file);
  if (marker === null) {
    throw new UserError(
      `Found ${file} damaged, expected it to say what the lake is, like {"format":${FORMAT}}: ${REBUILD}`,
    );
  }
  if (marker.format !== FORMAT) {
    throw new UserError(`The lake at ${path} is of format ${marker.format}, expected ${FORMAT}`);
  }
  return new OpenLake(folder, marker);
}

/**
 * Changes settings in the lake's marker; all others stay as they are there, right or wrong.
 * @param removed names in the marker that it is to lose
 * @returns the lake with the changed settings
 */
export async function saveSettings(
  lake: LakeFolder,
  changed: Partial<Settings>,
  removed: readonly string[] = [],
): Promise<LakeFolder> {
  const settings = changedSettings(lake.settingsJson, changed, removed);
  const marker = {
    format: FORMAT,
    ...(lake.demo && { demo: lake.demo }),
    ...(Object.keys(settings).length > 0 && { settings }),
  };
  await writeMarker(markerOf(lake), marker);
  return new OpenLake(lake.path, marker);
}

const REBUILD = '`contact-lake rebuild` writes it anew and makes the lake from raw/';

/**
 * The lake at `path`, whose marker is written again if it is damaged or missing, with the settings that
 * it still has.
 * @param onLost is told in a sentence if there may have been settings that cannot be read any more
 * @throws UserError if there is none, or its format is newer than this code
 */
export async function openDamagedLake(
  path: string,
  onLost: (said: string) => void = () => {},
): Promise<LakeFolder> {
  const folder = resolve(path);
  const file = join(folder, MARKER);
  const isMarked = isThere(file) && (await readMarker(file)) !== null;
  if (isMarked || !(await wasLake(folder))) return openLake(path);
  const found = isThere(file) ? await readJson(file) : undefined;
  const isReadable = typeof found === 'object' && found !== null && !Array.isArray(found);
  const { settings } = Object(found) as Partial<Marker>;
  await writeMarker(file, { format: FORMAT, ...(settings !== undefined && { settings }) });
  if (!isReadable) {
    onLost(
      `Found no settings to read in ${file}: any that it had are lost, \`contact-lake config\` sets them`,
    );
  }
  return openLake(path);
}

/** The marker in the file; null if the file is no marker. */
async function readMarker(file: string): Promise<Marker | null> {
  const marker = (await readJson(file)) as Marker | null | undefined;
  const isMarker = Number.isInteger(marker?.format) && isDemoOrNone(marker?.demo);
  return isMarker ? marker! : null;
}

/** The JSON in the file; undefined if it is none. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readWhole(file)).toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new UserError(`Cannot read ${file}: ${refusalInWords(error)}`, { cause: error });
  }
}

function isDemoOrNone(demo: unknown): boolean {
  if (demo === undefined) return true;
  const { contacts, seed } = Object(demo) as Partial<NonNullable<Marker['demo']>>;
  return Number.isInteger(contacts) && Number.isInteger(seed);
}

function writeMarker(file: string, marker: Marker): Promise<void> {
  // People edit settings by hand, so these are laid out.
  const text = JSON.stringify(marker, null, marker.settings === undefined ? 0 : 2);
  return writeFileAtomically(file, `${text}\n`, ownUnfinishedName(file));
}

/** Whether a folder without a marker was a lake. A `raw/` alone is not enough, as other folders may have one. */
async function wasLake(folder: string): Promise<boolean> {
  const hasRaw = (await stat(join(folder, 'raw')).catch(() => null))?.isDirectory() ?? false;
  return hasRaw && LEFT_BY_LAKES.some((path) => existsSync(join(folder, path)));
}

const LEFT_BY_LAKES = ['table-notes', 'work/lock.duckdb'];

/**
 * The lake at `path`. It is made if the path does not exist or is an empty folder.
 * @param demo the mark of a new lake; an existing lake with another mark is refused
 */
export async function openOrMakeLake(path: string, demo?: Marker['demo']): Promise<LakeFolder> {
  const folder = resolve(path);
  if (isThere(folder) && !(await stat(folder)).isDirectory()) {
    throw new UserError(`${path} is not a lake: it is a file`);
  }
  const isFree = !isThere(folder) || (await readdir(folder)).every(isHidden);
  if (isFree) {
    const parent = dirname(folder);
    if (!isThere(parent)) await withUsersUmask(() => makeFolder(parent));
    await makeFolder(folder);
    await writeMarker(join(folder, MARKER), { format: FORMAT, ...(demo && { demo }) });
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

/** Whether a folder is a lake, by its marker's content: other files may have the marker's name. */
export async function isLake(folder: string): Promise<boolean> {
  const file = join(folder, MARKER);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile() || found.size > MOST_MARKER_BYTES) return false;
  return /^\s*\{\s*"format"\s*:/.test((await readWhole(file)).toString());
}

/** The same of a folder whose marker is damaged or gone, too. */
export async function isOrWasLake(folder: string): Promise<boolean> {
  return (await isLake(folder)) || wasLake(folder);
}

/**
 * Whether a path within a lake's folder, with `/`, is an output of the lake. `raw/` and `errors/` are
 * not: they hold objects as they were delivered.
 */
export function isLakesOwn(path: string): boolean {
  const [first = ''] = path.split('/');
  return first === MARKER || OWN_FOLDERS.has(first);
}

function describe(demo: Marker['demo']): string {
  if (!demo) return 'records of your own';
  return `the demo of ${countOf(demo.contacts, 'contact')} with seed ${demo.seed}`;
}

/** The file of a key. */
export function fileOf(lake: LakeFolder, key: string): string {
  return join(lake.path, ...key.split('/'));
}

/** The number of files after which other work, such as an interrupt, gets its turn. */
const LOOKED_AT_ONCE = 4096;

/**
 * All objects whose keys begin with `prefix`, in the order of their keys. A link to a file counts.
 * @param prefix the path of a folder, with `/` at its end
 * @throws UserError naming the folder that cannot be read
 */
export async function listObjects(lake: LakeFolder, prefix: string): Promise<LakeObject[]> {
  const files = filesBelow(fileOf(lake, prefix));
  const objects: LakeObject[] = [];
  for (const [i, file] of files.entries()) {
    if (i % LOOKED_AT_ONCE === LOOKED_AT_ONCE - 1) await setImmediate();
    // Synchronous, because a promise for each of a million files would take ten times as long.
    const object = objectOf(lake, file);
    if (object) objects.push(object);
  }
  return objects.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The keys of all objects below a prefix, in any order: no file is looked at, so it takes far less time. */
export function listKeys(lake: LakeFolder, prefix: string): string[] {
  return filesBelow(fileOf(lake, prefix)).map((file) => keyOf(lake, file));
}

/** The names directly below a prefix: of folders, and of everything else. */
export async function namesBelow(
  lake: LakeFolder,
  prefix: string,
): Promise<{ folders: string[]; others: string[] }> {
  const folder = fileOf(lake, prefix);
  const entries = entriesOf(folder);
  const namesOf = (isFolder: boolean) =>
    entries
      .filter((entry) => entry.isDirectory() === isFolder)
      .map(({ name }) => name)
      .sort();
  return { folders: namesOf(true), others: namesOf(false).filter((name) => !isHidden(name)) };
}

/** The object of a key; null if there is none. */
export function objectAt(lake: LakeFolder, key: string): LakeObject | null {
  return objectOf(lake, fileOf(lake, key));
}

function objectOf(lake: LakeFolder, file: string): LakeObject | null {
  const found = statIfThere(file);
  if (!found?.isFile()) return null;
  return { key: keyOf(lake, file), bytes: found.size, modified_ms: found.mtimeMs };
}

/** The file's state; undefined if it is gone, or is a link that leads nowhere or back to itself. */
function statIfThere(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}

function isFileOrLinkToOne(entry: Dirent, path: string): boolean {
  return entry.isFile() || (entry.isSymbolicLink() && (statIfThere(path)?.isFile() ?? false));
}

/** The files, and links to files, below a folder that are not hidden; none if the folder does not exist. */
function filesBelow(folder: string, files: string[] = []): string[] {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) filesBelow(path, files);
    else if (!isHidden(entry.name) && isFileOrLinkToOne(entry, path)) files.push(path);
  }
  return files;
}

/**
 * The entries of a folder; none if it does not exist, or has a file in its place. Synchronous, because a
 * promise for each of many small folders would take several times as long.
 */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new UserError(`Cannot read ${folder}: ${refusalInWords(error)}`, { cause: error });
  }
}

/** For `catch`: another process may remove a file after it has been listed. */
export function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function keyOf(lake: LakeFolder, file: string): string {
  const path = file.slice(lake.path.length + 1);
  return sep === '/' ? path : path.split(sep).join('/');
}

/**
 * The file of a key, whose folder is made if it is missing.
 * @throws UserError if the folder cannot be made
 */
export async function fileWithFolder(lake: LakeFolder, key: string): Promise<string> {
  const file = fileOf(lake, key);
  await makeFolder(dirname(file));
  return file;
}

/**
 * Makes a folder, and the folders above it that are missing.
 * @throws UserError if a folder cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeEach(resolve(folder));
  } catch (error) {
    throw asWriteError(error, folder);
  }
}

/** Makes one after another, because Node's own recursion (version 20) never ends in a place like /proc. */
async function makeEach(folder: string): Promise<void> {
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (!existsSync(above)) await makeEach(above);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another process may have made the folder meanwhile.
    if (error.code !== 'EEXIST' || !isFolder(folder)) throw error;
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Hidden names belong to the system or to unfinished files, and are no objects. */
function isHidden(name: string): boolean {
  return name.startsWith('.');
}

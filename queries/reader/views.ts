/** Reads the views, which have files in their datasets' folders, and makes their live versions. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, sqlFiles } from './sql-files.ts';
import { COMMENT_OR_TEXT } from './sql-text.ts';

/** A view that saved queries read. */
export interface View {
  /** `contact_facts` */
  readonly name: string;
  /** The text after `CREATE VIEW contact_facts AS`. */
  readonly sql: string;
}

/**
 * The views, in the order in which they must be created: those with a file in their dataset's folder,
 * each after the views that it reads, and then their live versions, which include the records that are
 * not converted yet.
 * @param directory the package's `queries/`
 */
export function readViews(directory: string): View[] {
  const written = inOrder(
    viewFiles(directory).map(({ name, file }) => ({ name, sql: readText(file) })),
  );
  const live = written
    .filter(({ name }) => !isLive(name))
    .map(({ name, sql }) => ({ name: liveName(name), sql: overLive(sql, written) }));
  return [...written, ...live];
}

/** The views, each behind those that it reads. @throws Error naming views that read each other in a circle */
function inOrder(views: readonly View[]): View[] {
  const names = views.map(({ name }) => name);
  const namesFound = new Map(views.map((view) => [view, namesIn(view.sql, names)]));
  const ordered: View[] = [];
  let waiting = [...views];
  while (waiting.length > 0) {
    const later = new Set(waiting.map(({ name }) => name));
    const isReady = (view: View) =>
      !namesFound.get(view)!.some((found) => found !== view.name && later.has(found));
    const ready = waiting.filter(isReady);
    if (ready.length === 0)
      throw new Error(`These views read each other: ${[...later].join(', ')}`);
    ordered.push(...ready);
    waiting = waiting.filter((view) => !ready.includes(view));
  }
  return ordered;
}

/**
 * The views that the SQL texts read, and those that these views read.
 * @param views each behind those that it reads, as is the result
 */
export function viewsRead(texts: readonly string[], views: readonly View[]): View[] {
  const reading = texts.map(wordsIn);
  const read = views.toReversed().filter(({ name, sql }) => {
    const isRead = reading.some((words) => words.has(name));
    if (isRead) reading.push(wordsIn(sql));
    return isRead;
  });
  return read.toReversed();
}

/** Those of the names that stand in the SQL, comments and text literals left out. */
function namesIn(sql: string, names: readonly string[]): string[] {
  const words = wordsIn(sql);
  return names.filter((name) => words.has(name));
}

/** The words of the SQL, comments and text literals left out. */
function wordsIn(sql: string): Set<string> {
  return new Set(sql.replace(new RegExp(COMMENT_OR_TEXT, 'g'), ' ').match(/\w+/g) ?? []);
}

const FLAT = 'flat';

/**
 * The views for dashboard tools, by file name; each reads the views of `readViews`. They have no structs, no
 * booleans, and times of the contact centre's zone beside UTC.
 */
export function readFlatViews(directory: string): View[] {
  const folder = join(directory, FLAT);
  return sqlFiles(folder).map((name) => ({
    name: `${FLAT}_${name}`,
    sql: readText(join(folder, `${name}.sql`)),
  }));
}

/** The end of the name of a live version. */
export const LIVE = '_live';

/** The name of the live version of a table or view: `contact_facts_live`. */
export function liveName(name: string): string {
  return name + LIVE;
}

/** Whether the name is that of a live version. */
export function isLive(name: string): boolean {
  return name.endsWith(LIVE);
}

/** The same query over the live versions of its views. */
export function overLiveViews<Q extends { readonly sql: string }>(directory: string, query: Q): Q {
  return { ...query, sql: overLive(query.sql, viewFiles(directory)) };
}

/** The SQL with the live versions of these views and tables. Comments and text literals do not change. */
function overLive(sql: string, views: readonly { readonly name: string }[]): string {
  const names = views.map(({ name }) => name.replace(new RegExp(`${LIVE}$`), ''));
  const words = new RegExp(`${COMMENT_OR_TEXT}|\\b(?:${names.join('|')})\\b`, 'g');
  return sql.replace(words, (found) => (/^(?:--|')/.test(found) ? found : liveName(found)));
}

/** The files of views, which stand in the folders of their datasets. */
function viewFiles(directory: string): { name: string; file: string }[] {
  const datasets = join(directory, '..', 'pipeline', 'datasets');
  return readdirSync(datasets).flatMap((dataset) => {
    const folder = join(datasets, dataset, 'views');
    if (!existsSync(folder)) return [];
    return sqlFiles(folder).map((name) => ({ name, file: join(folder, `${name}.sql`) }));
  });
}

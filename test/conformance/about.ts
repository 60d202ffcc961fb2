import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listSavedQueries, type SavedQuery } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../queries/small-lake.ts';

const DATASETS = new URL('../../pipeline/datasets/', import.meta.url);
const CONTACT_RECORDS = 'contact-records';

interface Statement {
  /** Of a view or a saved query. */
  readonly name: string;
  readonly sql: string;
}

/** Whether a saved query or a view is of this dataset, or reads its table or a view of it. @param folder of `pipeline/datasets/` */
export function isAbout(folder: string): (statement: Statement) => boolean {
  const names = viewsOf(folder).map((name) => name.replace(/_live$/, ''));
  const named = new RegExp(`\\b(?:${names.join('|')})(?:_live)?\\b`);
  return ({ name, sql }) =>
    names.length > 0 && (named.test(name) || named.test(withoutComments(sql)));
}

/** The saved queries, and those of the page, that read a table or view of this dataset. */
export function queriesAbout(folder: string): SavedQuery[] {
  const all = [...listSavedQueries(QUERIES), ...listSavedQueries(join(QUERIES, 'page'))];
  return all.filter(isAbout(folder));
}

/** Whether it reads a table or view of any other dataset than contact records. */
export function isAboutOthers(statement: Statement): boolean {
  return others.some((isAboutOne) => isAboutOne(statement));
}

const others = readdirSync(DATASETS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== CONTACT_RECORDS)
  .map(({ name }) => isAbout(name));

/** The names of the dataset's views, of which one is its table's, with `_live` behind it. */
function viewsOf(folder: string): string[] {
  const views = new URL(`${folder}/views/`, DATASETS);
  return existsSync(views) ? readdirSync(views).map((file) => file.replace(/\.sql$/, '')) : [];
}

function withoutComments(sql: string): string {
  return sql.replace(/--.*$/gm, '');
}

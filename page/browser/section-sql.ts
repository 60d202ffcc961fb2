import { sqlText } from '../../queries/reader/sql-text.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { Queue } from '../page-types.ts';
import type { Selection } from '../sums.ts';
import type { SectionSource } from './section-source.ts';

/** The SQL that gives the rows behind a section, with the settings and what the section shows in it. */
export function sqlOf(
  page: OpenPage,
  query: string,
  { selection, conditions: more = [] }: SectionSource,
): string {
  const sql = (page.sql[query] ?? '')
    .replace(
      /DATE '\d{4}-\d\d-\d\d' AS from_day/,
      `DATE '${dayAt(page, selection.fromDay)}' AS from_day`,
    )
    .replace(
      /DATE '\d{4}-\d\d-\d\d' AS to_day/,
      `DATE '${dayAt(page, selection.toDay)}' AS to_day`,
    );
  const conditions = [...conditionsOf(page, selection), ...more];
  if (conditions.length === 0) return sql;
  return `SELECT * FROM (\n${sql.trimEnd()}\n) AS figures\nWHERE ${conditions.join('\n  AND ')}\n`;
}

function conditionsOf(page: OpenPage, { instances, queues, channels }: Selection): string[] {
  return [
    instances &&
      isOneOf(
        'instance_id',
        instances.map((at) => page.instances[at]!),
      ),
    queues && `(${queues.map((at) => isQueue(page.queues[at]!)).join(' OR ')})`,
    channels &&
      isOneOf(
        'channel',
        channels.map((at) => page.channels[at]!),
      ),
  ].filter((condition): condition is string => condition !== null);
}

function isQueue({ kind, name }: Queue): string {
  if (kind === 'none') return 'queue_kind IS NULL';
  const isOfKind = `queue_kind = ${sqlText(kind)}`;
  return name === null ? isOfKind : `(${isOfKind} AND queue = ${sqlText(name)})`;
}

function isOneOf(column: string, values: readonly (string | null)[]): string {
  const known = values.filter((value) => value !== null).map(sqlText);
  const parts = [
    known.length > 0 && `${column} IN (${known.join(', ')})`,
    values.includes(null) && `${column} IS NULL`,
  ];
  return `(${parts.filter(Boolean).join(' OR ')})`;
}

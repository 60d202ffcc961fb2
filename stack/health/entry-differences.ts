/** What differs between an entry of the Glue catalogue and its declaration, each in words. */
import type { Column, Table, TableInput } from '@aws-sdk/client-glue';
import { covers } from '../../pipeline/spellings/hive-type-covers.ts';
import { differenceOf } from './declared-entry.ts';

/** Compares the Iceberg table's type and columns; the table may have more columns than declared. */
export function icebergTableDifferences(entry: Table, declared: TableInput): string[] {
  const name = declared.Name ?? '';
  if (!isIceberg(entry)) {
    return [`the table ${name} is of type ${typeOf(entry) ?? 'none'}, expected ICEBERG`];
  }
  return columnDifferences(name, columnsOf(entry).filter(isCurrent), columnsOf(declared));
}

/** Compares a table over JSON whose columns are exactly the declared ones. */
export function jsonTableDifferences(entry: Table, declared: TableInput): string[] {
  return entryDifferences(entry, declared, declared.Name);
}

/** Compares a table to which a crawler adds columns: its place and the declared columns must stay. */
export function growingTableDifferences(entry: Table, declared: TableInput): string[] {
  const { Name: name = '', StorageDescriptor } = declared;
  const place = { StorageDescriptor: { Location: StorageDescriptor?.Location } };
  return [
    ...entryDifferences(entry, place, name),
    ...columnDifferences(name, columnsOf(entry), columnsOf(declared)),
  ];
}

/** Compares a view's text, and its columns with those that the text gives. */
export function viewDifferences(entry: Table, declared: TableInput): string[] {
  const name = declared.Name ?? '';
  if (entry.ViewOriginalText !== declared.ViewOriginalText) {
    return [`the view ${name} has another text than the release declares`];
  }
  const spelled = (columns: readonly Column[]) =>
    columns.map(({ Name, Type }) => `${Name} ${Type}`).join();
  return spelled(columnsOf(entry)) === spelled(columnsOf(declared))
    ? []
    : [`the view ${name} has other columns than its text gives`];
}

/** Whether the entry says that it is an Iceberg table. */
export function isIceberg(entry: Table): boolean {
  return typeOf(entry)?.toUpperCase() === 'ICEBERG';
}

export function columnsOf({ StorageDescriptor }: Table | TableInput): readonly Column[] {
  return StorageDescriptor?.Columns ?? [];
}

function typeOf(entry: Table): string | undefined {
  return entry.Parameters?.table_type;
}

function entryDifferences(entry: Table, declared: object, name: string | undefined): string[] {
  const difference = differenceOf(entry, declared);
  return difference === null ? [] : [`the table ${name} has ${difference}`];
}

/** Finds declared columns that are missing, or that lack a part of their type; others may be there. */
function columnDifferences(
  table: string,
  found: readonly Column[],
  declared: readonly Column[],
): string[] {
  const types = new Map(found.map(({ Name, Type }) => [Name!.toLowerCase(), Type ?? '']));
  return declared.flatMap(({ Name = '', Type = '' }) => {
    const type = types.get(Name.toLowerCase());
    if (type === undefined) return [`the table ${table} has no column ${Name}`];
    return covers(type, Type) ? [] : [`the column ${Name} of ${table} lacks a part of its type`];
  });
}

/** Iceberg leaves dropped columns in the entry and marks them (`IcebergToGlueConverter`). */
function isCurrent({ Parameters }: Column): boolean {
  return Parameters?.['iceberg.field.current'] !== 'false';
}

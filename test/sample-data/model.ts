import { readFileSync } from 'node:fs';
import type { Json } from './stream.ts';

interface Node {
  readonly type: string;
  readonly required?: boolean;
  readonly bits?: number;
  readonly aliases?: readonly string[];
  readonly fields?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly values?: Node;
}

/** A dataset's model, as its file has it. */
export interface Model {
  readonly counts: { readonly leaves: number };
  readonly fields: Readonly<Record<string, Node>>;
}

/** @param dataset the name of its folder */
export function readModel(dataset: string): Model {
  const file = new URL(`../../pipeline/datasets/${dataset}/model.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const model = readModel('contact-records');
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

function plain(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9_]/g, '');
}

type Declared = ReadonlyMap<string, readonly [name: string, node: Node]>;
const declaredByFields = new WeakMap<object, Declared>();

/** A struct's fields by their plain names and aliases. */
function declaredIn(fields: Readonly<Record<string, Node>>): Declared {
  let declared = declaredByFields.get(fields);
  if (declared === undefined) {
    declared = new Map(
      Object.entries(fields).flatMap(([name, node]) =>
        [name, ...(node.aliases ?? [])].map((alias) => [plain(alias), [name, node]] as const),
      ),
    );
    declaredByFields.set(fields, declared);
  }
  return declared;
}

/** Dotted paths of what the model does not declare, and of values that do not fit their types. */
export function outsideTheModel(record: Json, { fields } = model): readonly string[] {
  const found: string[] = [];
  walk(record, { type: 'struct', fields }, '', (path, fits) => {
    if (!fits) found.push(path);
  });
  return found;
}

/** Leaves of the model (as the model's own count defines them) that a record gives a value to. */
export function leavesFilled(record: Json, { fields } = model): readonly string[] {
  const found: string[] = [];
  walk(record, { type: 'struct', fields }, '', (path, fits) => {
    if (fits) found.push(path.replace(/\[\d+\]/g, '[]'));
  });
  return found;
}

/** All leaves of a model: scalars, and arrays and maps of scalars once. */
export function allLeaves({ fields } = model): readonly string[] {
  return leavesOf({ type: 'struct', fields }, '');
}

function leavesOf(node: Node, path: string): readonly string[] {
  if (node.fields !== undefined)
    return Object.entries(node.fields).flatMap(([key, child]) =>
      leavesOf(child, joined(path, key)),
    );
  if (node.items && isNested(node.items)) return leavesOf(node.items, `${path}[]`);
  if (node.values && isNested(node.values)) return leavesOf(node.values, `${path}.*`);
  return [path];
}

/** How many leaves the model says it has. */
export const LEAVES_IN_MODEL = model.counts.leaves;

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function walk(
  value: Json,
  node: Node,
  path: string,
  tell: (path: string, fits: boolean) => void,
): void {
  if (value === null) return;
  if (node.fields !== undefined && isObject(value)) walkStruct(value, node.fields, path, tell);
  else if (node.items && isNested(node.items) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, node.items, `${path}[${index}]`, tell);
  } else if (node.values !== undefined && isObject(value)) walkMap(value, node.values, path, tell);
  else tell(path, fits(value, node));
}

function walkStruct(
  value: Json,
  fields: Readonly<Record<string, Node>>,
  path: string,
  tell: (path: string, fits: boolean) => void,
): void {
  for (const [key, inner] of Object.entries(value)) {
    const declared = declaredIn(fields).get(plain(key));
    if (declared === undefined) tell(joined(path, key), false);
    else walk(inner, declared[1], joined(path, declared[0]), tell);
  }
}

function walkMap(
  value: Json,
  values: Node,
  path: string,
  tell: (path: string, fits: boolean) => void,
): void {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) continue;
    if (plain(key) === '') tell(joined(path, key), false);
    else if (isNested(values)) walk(inner, values, `${path}.*`, tell);
    else if (fits(inner, values)) tell(path, true);
    else tell(joined(path, key), false);
  }
}

/** Whether there are structs in values of the type. */
function isNested({ fields, items, values }: Node): boolean {
  return fields !== undefined || [items, values].some((inner) => inner && isNested(inner));
}

function fits(value: Json, node: Node): boolean {
  switch (node.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'double':
      return typeof value === 'number';
    case 'int':
      return Number.isInteger(value) && (node.bits === 64 || Math.abs(value) < 2 ** 31);
    case 'timestamp':
      return typeof value === 'string' && TIMESTAMP.test(value);
    case 'array':
      return Array.isArray(value) && value.every((item) => fits(item, node.items!));
    default:
      return false;
  }
}

function isObject(value: Json): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

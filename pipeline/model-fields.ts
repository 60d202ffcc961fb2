import { type ColumnType, type Field, normaliseName, STRING } from './column-types.ts';

/** A node of a dataset's `model.json`: a field as AWS documents it, or as it was observed. */
export interface ModelNode {
  readonly type: string;
  /** The width of an `int`; 32 if missing. */
  readonly bits?: number;
  readonly aliases?: readonly string[];
  readonly fields?: ModelFields;
  readonly items?: ModelNode;
  readonly values?: ModelNode;
}

export type ModelFields = { readonly [name: string]: ModelNode };

/**
 * Columns from the model.
 * @param open the top-level field that is an open struct: each of its keys becomes a column of its own
 * @throws Error naming the field whose type is not one the lake has.
 */
export function fieldsFromModel(model: ModelFields, open?: string): Field[] {
  return Object.entries(model).map(([sourceName, node]) => {
    const spellings = [sourceName, ...(node.aliases ?? [])].map(normaliseName);
    // The shortest names the column, because normalise overwrites each key in place.
    const name = spellings.reduce((best, one) => (one.length < best.length ? one : best));
    const aliases = spellings.filter((spelling) => spelling !== name);
    const type: ColumnType = sourceName === open ? { kind: 'open' } : columnType(sourceName, node);
    return { name, sourceName, aliases, type };
  });
}

/**
 * The wrappers of text. Each struct in a map such as `SegmentAttributes` holds one value, in a
 * wrapper named after the value's type. Text is unwrapped, which makes it a map of strings.
 */
const TEXT_WRAPPERS = ['ValueString', 'ValueArn'];

function columnType(name: string, node: ModelNode): ColumnType {
  switch (node.type) {
    case 'string':
    case 'double':
    case 'boolean':
    case 'timestamp':
      return { kind: node.type };
    case 'int':
      return { kind: node.bits === 64 ? 'bigint' : 'int' };
    case 'int64':
      return { kind: 'bigint' };
    case 'struct':
      return { kind: 'struct', fields: fieldsFromModel(node.fields ?? {}) };
    case 'array':
      return { kind: 'array', item: columnType(`${name}[]`, node.items ?? { type: 'missing' }) };
    case 'map':
      return mapType(name, node.values ?? { type: 'missing' });
    default:
      throw new Error(`The model's field ${name} has the type ${node.type}, which no column has`);
  }
}

function mapType(name: string, values: ModelNode): ColumnType {
  const wrapped = values.fields && TEXT_WRAPPERS.every((wrapper) => wrapper in values.fields!);
  if (wrapped) return { kind: 'map', value: STRING, wrappers: TEXT_WRAPPERS };
  return { kind: 'map', value: columnType(`${name}{}`, values), wrappers: [] };
}

/** The column of this name. @throws Error if the model has no such field */
export function fieldNamed(fields: readonly Field[], name: string): Field {
  const found = fields.find((field) => field.name === name);
  if (!found) throw new Error(`The model has no field ${name}`);
  return found;
}

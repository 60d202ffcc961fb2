import { type ColumnType, type Field, normaliseName, ownField, STRING } from '../column-types.ts';
import type { Dataset, Envelope } from '../dataset.ts';
import { endOfWord } from './json-bytes.ts';
import { KeyTable, type Shape, type Slot, shapeOf, UNKNOWN } from './keys.ts';
import type { Place } from './members.ts';
import { RecordEditor } from './record-editor.ts';

/** What an envelope says that it has. */
export type Content = 'records' | 'nothing';

/** What is done while an envelope is scanned. */
interface ScanSteps {
  /** Reads and checks an element's text, as `Shape.readString` does; `~at` to end the scan. */
  readText(at: number): number;
  /** Receives the place of each element, after its text. It returns false to end the scan. */
  endElement(from: number, to: number): boolean;
}

/**
 * Reads an envelope of the usual form in one pass: it is checked as any object is, but the text of an element is given
 * away where it stands, so that its bytes are not read once to check the envelope and once more to read the record.
 *
 * Usual are members of the types that their columns have, and those that a record gets in front of its text. Of any other
 * envelope the scan says so, perhaps at its end; it then has to be read in the way that knows all forms.
 */
export class EnvelopeScan {
  private readonly editor: RecordEditor;
  private readonly ofEnvelope: readonly Slot[];
  private readonly ofElement: readonly Slot[];
  private readonly kind: Slot | null;
  /** The kinds of envelope as they usually stand there, with their quotes. */
  private readonly full: Buffer;
  private readonly empty: Buffer;

  constructor(dataset: Dataset, envelope: Envelope, steps: ScanSteps) {
    const { kind, elements, text, ofElement, ofEnvelope } = envelope;
    const { fields } = dataset;
    const own = Object.entries(ofElement).map(([field, name]) =>
      ownField(normaliseName(name), typeOf(fields, field)),
    );
    const readString = (at: number) => steps.readText(at);
    const inElement = tableOf(own, text, { ...UNKNOWN, kind: 'handed', readString });
    const list: Shape = {
      ...UNKNOWN,
      kind: 'array',
      item: { ...UNKNOWN, kind: 'struct', keys: inElement, item: UNKNOWN },
      onItem: (from, to) => {
        const goesOn = steps.endElement(from, to);
        forget(this.ofElement);
        return goesOn;
      },
    };
    const shared = ofEnvelope.map((name) => ownField(normaliseName(name), typeOf(fields, name)));
    const ofKind = kind ? [ownField(normaliseName(kind.field), STRING)] : [];
    // The dataset's fields are among them, since what has those that it requires is a record and no envelope.
    const keys = tableOf([...fields, ...shared, ...ofKind], elements, list);
    this.editor = new RecordEditor(dataset, { ...UNKNOWN, kind: 'struct', keys, item: UNKNOWN });
    this.ofEnvelope = shared.map(({ name }) => keys.slot(name)!);
    this.ofElement = own.map(({ name }) => inElement.slot(name)!);
    this.kind = kind ? keys.slot(normaliseName(kind.field))! : null;
    this.full = Buffer.from(JSON.stringify(kind?.full ?? ''));
    this.empty = Buffer.from(JSON.stringify(kind?.empty ?? ''));
  }

  /** The places of what records get, in the order of the envelope's description. */
  places(): { shared: Place[]; own: Place[] } {
    return { shared: this.ofEnvelope.map(placeIn), own: this.ofElement.map(placeIn) };
  }

  /** Reads what is at `at`. @returns false if it is a record, not complete or not of the usual form */
  read(source: Buffer, target: Buffer, at: number, limit: number): boolean {
    forget(this.ofEnvelope);
    forget(this.ofElement);
    if (this.kind) this.kind.valueAt = -1;
    return this.editor.edit(source, target, at, limit) === 'lacking';
  }

  /** The position after what was read. */
  get end(): number {
    return this.editor.end;
  }

  /** What the envelope has said so far that it has. */
  content(source: Buffer): Content | null {
    if (this.kind === null) return 'records';
    const { valueAt } = this.kind;
    if (valueAt < 0) return null;
    if (endOfWord(source, valueAt, this.full) > 0) return 'records';
    return endOfWord(source, valueAt, this.empty) > 0 ? 'nothing' : null;
  }

  /** Whether the envelope has had all that its records get. */
  hasShared(): boolean {
    return this.ofEnvelope.every(isThere);
  }

  /** Whether the present element has had all that its record gets. */
  hasOwn(): boolean {
    return this.ofElement.every(isThere);
  }
}

/** The keys of an object with these fields, and with a member of this shape. */
function tableOf(fields: readonly Field[], name: string, shape: Shape): KeyTable {
  const special = ownField(normaliseName(name), STRING);
  const shapeIn = (field: Field) => (field === special ? shape : shapeOf(field.type));
  return new KeyTable([...fields, special], shapeIn, null, false);
}

/** The type of a column; text if the record's field has none. */
function typeOf(fields: readonly Field[], name: string): ColumnType {
  const wanted = normaliseName(name);
  return fields.find((field) => [field.name, ...field.aliases].includes(wanted))?.type ?? STRING;
}

function forget(slots: readonly Slot[]): void {
  for (const slot of slots) slot.valueAt = -1;
}

function isThere({ valueAt }: Slot): boolean {
  return valueAt >= 0;
}

function placeIn(slot: Slot): Place {
  return {
    get from() {
      return slot.valueAt;
    },
  };
}

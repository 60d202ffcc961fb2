import { normaliseName } from '../column-types.ts';
import type { Dataset, LookAlike } from '../dataset.ts';
import { hasColumn, repeated } from './dataset-fields.ts';

/** What is wrong with the marks of a dataset by itself. */
export function faultsOfMarks(dataset: Dataset): string[] {
  const { envelope, marks } = dataset;
  const around = envelope
    ? [envelope.kind?.field ?? '', envelope.elements, ...envelope.ofEnvelope].map(normaliseName)
    : [];
  return marks.flatMap(({ what, fields, valueContains = {} }) =>
    [...fields, ...Object.keys(valueContains)]
      .filter((name) => !hasColumn(dataset, name) && !around.includes(normaliseName(name)))
      .map((name) => `found the mark ${what} by ${name}, expected a field of the model`),
  );
}

/** What is wrong with the marks of several datasets: a record goes to the first whose mark it has. */
export function faultsBetweenMarks(datasets: readonly Dataset[]): string[] {
  const whats = datasets.flatMap(({ marks }) => [...new Set(marks.map(({ what }) => what))]);
  return [
    ...repeated(whats).map(
      (what) => `Two datasets have a mark with the words ${what}, expected words for each`,
    ),
    ...datasets.flatMap(({ name, marks }, i) =>
      marks.flatMap((mark) => {
        const first = datasets
          .slice(0, i)
          .find((other) => other.marks.some((one) => covers(one, mark)));
        return first
          ? [
              `The dataset ${name}: found the mark ${mark.what}, by which records go to ${first.name}, expected a field or text that those do not have`,
            ]
          : [];
      }),
    ),
  ];
}

/** Whether whatever has the second mark has the first. */
function covers(first: LookAlike, second: LookAlike): boolean {
  const has = new Set(conditionsOf(second));
  return conditionsOf(first).every((one) => has.has(one));
}

function conditionsOf({ fields, valueContains = {} }: LookAlike): string[] {
  return [
    ...fields.map(normaliseName),
    ...Object.entries(valueContains).map(([name, text]) => `${normaliseName(name)} ${text}`),
  ];
}

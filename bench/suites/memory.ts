import { rmSync } from 'node:fs';
import { landCopies } from '../inputs/copies.ts';
import { contactLake, runChild } from '../measure/child.ts';
import type { Contender, Line, MakeSuite } from './suite.ts';

/** The most memory of normalise and of convert, from little JSON to much. */
export const memory: MakeSuite = (workplace, { memory_json_bytes }) => {
  const pairs = memory_json_bytes.map((json_bytes) => {
    const lake = workplace.newPath();
    const run = (verb: string) => runChild(contactLake(verb, '--lake', lake));
    return [
      {
        name: memoryName('normalise', json_bytes),
        prepare: () => landCopies(lake, json_bytes),
        run: () => run('normalise'),
      },
      {
        name: memoryName('convert', json_bytes),
        run: async () => {
          const cost = await run('convert');
          rmSync(lake, { recursive: true });
          return cost;
        },
      },
    ] as const;
  });
  return {
    about: 'one run of each stage; the records of all sizes are of the same days',
    json_bytes: Math.max(...memory_json_bytes),
    isRunOnce: true,
    contenders: pairs.flat(),
    lines: [...linesOf(pairs.map(([one]) => one)), ...linesOf(pairs.map(([, one]) => one))],
    left_out: [],
  };
};

/** The name of a stage that has so much to do. */
export function memoryName(stage: 'normalise' | 'convert', json_bytes: number): string {
  return `${stage} of ${(json_bytes / 1e6).toLocaleString('en')} MB of JSON`;
}

function linesOf(contenders: readonly Contender[]): Line[] {
  return (['peak_bytes', 'wall_seconds'] as const).flatMap((measure) =>
    contenders.map(({ name }) => ({ contender: name, measure, against: null, better: null })),
  );
}

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pythonProgram } from '../engines/python.ts';
import type { ResourceSchema, ResourceSchemas } from './checker/schema.ts';

/** The Region whose schemas are read; where a type exists its schema is the same in all. */
const REGION = 'us-east-1';

/** CloudFormation's schemas of QuickSight's resources, as the pinned cfn-lint brings them. */
export async function quickSightSchemas(): Promise<ResourceSchemas> {
  const library = join(dirname(await pythonProgram('cfn-lint')), '../lib');
  const python = (await readdir(library)).find((name) => name.startsWith('python'))!;
  const folder = join(library, python, 'site-packages/cfnlint/data/schemas');
  const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));
  // A type, and the name of the file that holds its schema.
  const files: Readonly<Record<string, string>> = await read(`providers/${REGION}.json`);
  const types = Object.keys(files).filter((type) => type.startsWith('AWS::QuickSight::'));
  const schemas = types.map(
    async (type): Promise<[string, ResourceSchema]> => [
      type,
      await read(`resources/${files[type]}.json`),
    ],
  );
  return new Map(await Promise.all(schemas));
}

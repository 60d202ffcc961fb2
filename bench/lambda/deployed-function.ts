import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../measure/child.ts';

const FOLDER = join(ROOT, 'dist/bench-lambda');

/** The function normalise as the template holds it. */
export interface DeployedFunction {
  /** The path of its code, from where the SDK of the repository is found. */
  readonly code: string;
  /** The most messages of an invocation. */
  readonly batch: number;
}

/** Synthesises the template, and writes the code of the function that it holds into a file. */
export function deployedFunction(): DeployedFunction {
  mkdirSync(FOLDER, { recursive: true });
  const template = join(FOLDER, 'template.json');
  execFileSync(process.execPath, [join(ROOT, 'infra/synth.mjs'), template], { cwd: ROOT });
  const { NormaliseFunction, NormaliseMessages } = JSON.parse(
    readFileSync(template, 'utf8'),
  ).Resources;
  // CommonJS, as on AWS, where no package.json says otherwise.
  const code = join(FOLDER, 'index.cjs');
  writeFileSync(code, NormaliseFunction.Properties.Code.ZipFile);
  return { code, batch: NormaliseMessages.Properties.BatchSize };
}

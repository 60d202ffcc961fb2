import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cost } from './cost.ts';

const exec = promisify(execFile);

/** The repository's root: npm runs its scripts there, and vitest its tests. */
export const ROOT = process.cwd();

/** Where the programs of others are that the lake is compared with. */
export const PEERS = join(ROOT, 'bench/peers');

/** A program and its arguments. */
export type Command = readonly string[];

/** The built command line with these arguments. */
export function contactLake(...args: string[]): Command {
  return [process.execPath, join(ROOT, 'dist/contact-lake.js'), ...args];
}

/** A peer in JavaScript. */
export function nodePeer(name: string, ...args: string[]): Command {
  return [process.execPath, join(PEERS, name), ...args];
}

/** A peer in Python. */
export function pythonPeer(name: string, ...args: string[]): Command {
  return [python(), join(PEERS, name), ...args];
}

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a command to its end and measures its cost.
 * @throws Error with the command and its last words, if it fails
 */
export async function runChild(command: Command): Promise<Cost> {
  const { stdout, stderr } = await exec(
    python(),
    [join(ROOT, 'bench/measure/measure-process.py'), ...command],
    {
      env: { ...process.env, NO_COLOR: '1' },
    },
  );
  const { exit_code, ...cost } = JSON.parse(stdout);
  if (exit_code !== 0) {
    const words = stderr.trim().split('\n').at(-1);
    throw new Error(`${command.join(' ')} ended with exit code ${exit_code}, expected 0: ${words}`);
  }
  return cost;
}

let pythonPath: string | null = null;

/** The interpreter itself, because a version manager's wrapper would be measured with it. */
function python(): string {
  pythonPath ??= findPython();
  return pythonPath;
}

function findPython(): string {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim();
  } catch {
    throw new Error(
      'found no python3 on the path, expected one: it measures processes and is a peer',
    );
  }
}

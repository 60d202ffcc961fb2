/** The three shells, interactive on a terminal of their own, with the completion that the program prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Shell } from '../../cli/shared/shells.ts';
import { BUILT } from '../../terminal/package-files.ts';

/** A shell that shows nothing for this long waits for the end of a quote. */
const MOST_MS = 60_000;

const PROMPT = 'ready> ';

/** Where each shell looks for what it is to do first, below its folder for settings, and how it is started. */
const SHELLS: Readonly<Record<Shell, { readonly settings: string; readonly command: string }>> = {
  bash: { settings: 'bashrc', command: 'bash --noprofile --rcfile settings/bashrc -i' },
  zsh: { settings: '.zshrc', command: 'zsh -i' },
  fish: { settings: 'fish/config.fish', command: 'fish -i' },
};

const FIRST: Readonly<Record<Shell, string>> = {
  bash: `PS1='${PROMPT}'; source <(contact-lake completion bash)`,
  zsh: `PS1='${PROMPT}'; source <(contact-lake completion zsh)`,
  fish: `function fish_prompt; printf '${PROMPT}'; end; set -g fish_greeting; contact-lake completion fish | source`,
};

/** What a line came to: the words that the program was started with, and what the terminal has shown. */
interface Line {
  readonly words: readonly string[] | null;
  readonly shown: string;
}

/**
 * Types lines, each with its Tabs, and Enter at its end. The program is not run by them: its words are noted.
 * @param answer what the program says at every Tab in its own place, if anything: a file of the folder
 */
export async function typeLines(
  shell: Shell,
  folder: string,
  lines: readonly string[],
  answer: string | null = null,
): Promise<Line[]> {
  const { settings, command } = SHELLS[shell];
  // Without this folder fish reads all manuals in the background, and still writes into it after it has exited.
  await mkdir(join(folder, 'settings', 'fish', 'generated_completions'), { recursive: true });
  await writeFile(join(folder, 'settings', settings), `${FIRST[shell]}\n`);
  await putProgram(folder, answer);
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    HOME: folder,
    ZDOTDIR: join(folder, 'settings'),
    XDG_CONFIG_HOME: join(folder, 'settings'),
    XDG_DATA_HOME: join(folder, 'settings'),
    XDG_CACHE_HOME: join(folder, 'settings'),
    HISTFILE: '',
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  };
  const child = spawn('script', ['-qec', `stty cols 200 rows 50; ${command}`, '/dev/null'], {
    cwd: folder,
    env,
  });
  child.stdin.on('error', () => {});
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const closed = once(child, 'close');
  const until = async (sign: string) => {
    while (!shown.includes(sign)) {
      const isOver = await Promise.race([
        once(child.stdout, 'data').then(() => false),
        closed.then(() => true),
        setTimeout(MOST_MS, true, { ref: false }),
      ]);
      if (isOver) throw new Error(`${shell} has not shown ${sign}, but ${JSON.stringify(shown)}`);
    }
  };
  const outcomes: Line[] = [];
  try {
    for (const line of lines) {
      await until(PROMPT);
      shown = '';
      await rm(join(folder, 'words'), { force: true });
      child.stdin.write(`${line}\r`);
      await until('the program has run');
      const words = await readFile(join(folder, 'words'), 'utf8').catch(() => null);
      outcomes.push({ words: words?.split('\0').slice(0, -1) ?? null, shown });
    }
    await until(PROMPT);
    child.stdin.write('exit\r');
  } finally {
    child.stdin.end();
    if (child.exitCode === null && outcomes.length < lines.length) child.kill();
  }
  await closed;
  return outcomes;
}

/** A `contact-lake` on the path that completes as the real one, and otherwise notes its words. */
async function putProgram(folder: string, answer: string | null): Promise<void> {
  const program = `'${process.execPath}' '${join(BUILT, 'contact-lake.js')}' "$@"`;
  const completes = answer === null ? program : `cat '${join(folder, answer)}'`;
  const script = `#!/bin/sh
case $1 in
  completion) exec ${program} ;;
  complete) exec ${completes} ;;
esac
printf '%s\\0' "$@" > '${join(folder, 'words')}'
echo the program has run
`;
  const file = join(folder, 'bin', 'contact-lake');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(file, script);
  await chmod(file, 0o755);
}

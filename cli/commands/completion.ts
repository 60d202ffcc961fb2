import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../shared/shells.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a script that completes commands in your shell')
    .description(
      'Prints a script for the shell, in which Tab then completes verbs, options and their values: saved ' +
        'queries, settings, files, and the queues and agents that have contacts in the lake. Where contact-lake ' +
        'is no command yet, as with npx, the script makes it one.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(contact-lake completion bash)   in ~/.bashrc
  source <(contact-lake completion zsh)    in ~/.zshrc
  contact-lake completion fish | source    in ~/.config/fish/config.fish`,
    )
    .action(async (shell: Shell) => {
      const { printCompletion } = await import('../actions/print-completion.ts');
      printCompletion(shell);
    });

  // The scripts call this verb at each Tab. It is hidden from the help, as people have no use for it.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const { completeWords } = await import('../actions/complete-words.ts');
      await completeWords(program, words);
    });
}

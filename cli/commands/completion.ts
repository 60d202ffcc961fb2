import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../shared/shells.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a script that completes commands in your shell')
    .description(
      'Prints a script for the shell, which then completes verbs, options, their values, and the names of ' +
        'saved queries and settings.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(contact-lake completion bash)              in ~/.bashrc
  source <(contact-lake completion zsh)               in ~/.zshrc, after compinit
  contact-lake completion fish | source               in ~/.config/fish/config.fish`,
    )
    .action(async (shell: Shell) => {
      const { printCompletion } = await import('../actions/print-completion.ts');
      printCompletion(shell, program);
    });
}

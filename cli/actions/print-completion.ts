import type { Command, Option } from 'commander';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { SETTINGS } from '../../queries/settings.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { Shell } from '../shared/shells.ts';

/** What can stand at a place of the command line. */
interface Words {
  /** The words before it that it follows: `query`, `query --format`; empty for a verb. */
  readonly after: string;
  readonly words: readonly string[];
}

/** Prints the shell's script for the verbs, options and values of the program. */
export function printCompletion(shell: Shell, program: Command): void {
  process.stdout.write(SCRIPTS[shell](wordsOf(program)));
}

function wordsOf(program: Command): Words[] {
  const verbs = program.commands.map((verb) => verb.name());
  return [
    { after: '', words: [...verbs, '--lake', '--help', '--version'] },
    ...program.commands.flatMap((verb) => [
      { after: verb.name(), words: [...argumentsOf(verb), ...optionsOf(verb), '--help'] },
      ...verb.options.flatMap((option) => {
        const words = valuesOf(option);
        return spellings(option).map((flag) => ({ after: `${verb.name()} ${flag}`, words }));
      }),
    ]),
  ].filter(({ after, words }) => words.length > 0 || after.includes(' '));
}

function optionsOf(verb: Command): string[] {
  return verb.options.flatMap(spellings);
}

function spellings({ long, short }: Option): string[] {
  return [long, short].filter((flag): flag is string => typeof flag === 'string');
}

/** The values of an option; empty if the shell is to complete files. An option without a value has none to follow it. */
function valuesOf(option: Option): readonly string[] {
  return option.argChoices ?? [];
}

function argumentsOf(verb: Command): string[] {
  const choices = verb.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  if (verb.name() === 'query' || verb.name() === 'queries') {
    return listSavedQueries(QUERIES).map(({ name }) => name);
  }
  const settings = Object.values(SETTINGS).map(({ name }) => name);
  return verb.name() === 'config' ? [...choices, ...settings] : choices;
}

const SCRIPTS: Readonly<Record<Shell, (places: readonly Words[]) => string>> = {
  bash: (places) => `${bashFunction(places)}complete -o default -F _contact_lake contact-lake\n`,
  zsh: (places) =>
    `autoload -U +X bashcompinit && bashcompinit\n${bashFunction(places)}complete -o default -F _contact_lake contact-lake\n`,
  fish: fishLines,
};

/** Words are plain: letters, digits and hyphens. */
function bashFunction(places: readonly Words[]): string {
  const cases = places.map(({ after, words }) => `    '${after}') words='${words.join(' ')}' ;;\n`);
  return `_contact_lake() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      --lake) ((i++)) ;;
      -*) ;;
      *) verb=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$verb\${verb:+ }$before" in
${flagCases(places)}    *) _contact_lake_words "$verb" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
_contact_lake_words() {
  case $1 in
${cases.filter((_, i) => !places[i]!.after.includes(' ')).join('')}  esac
}
`;
}

/** The places behind an option that takes a value. */
function flagCases(places: readonly Words[]): string {
  return places
    .filter(({ after, words }) => after.includes(' ') && words.length > 0)
    .map(({ after, words }) => `    '${after}') words='${words.join(' ')}' ;;\n`)
    .join('');
}

function fishLines(places: readonly Words[]): string {
  return places
    .filter(({ words }) => words.length > 0)
    .map(({ after, words }) => {
      const [verb, flag] = after.split(' ');
      const seen = verb ? `__fish_seen_subcommand_from ${verb}` : '__fish_use_subcommand';
      const plain = words.filter((word) => !word.startsWith('-')).join(' ');
      const long = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      const begin = `complete -c contact-lake -n '${seen}'`;
      if (flag?.startsWith('--')) return `${begin} -l ${flag.slice(2)} -xa '${plain}'\n`;
      return [
        ...(plain === '' ? [] : [`${begin} -a '${plain}'\n`]),
        ...long.map((name) => `${begin} -l ${name}\n`),
      ].join('');
    })
    .join('');
}

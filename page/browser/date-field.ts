import { h } from './dom.ts';
import { dayLabel, dayRange, LANGUAGE } from './format.ts';
import { type DaysTaken, readDay } from './read-day.ts';

let fields = 0;

/**
 * A field for a day. It is read when the reader presses Enter or leaves it, never while they type, and what it
 * cannot take it keeps and explains.
 */
export function dateField(label: string, taken: DaysTaken, onChange: (day: string) => void) {
  const id = `day-problem-${++fields}`;
  let shown = '';
  const problem = h('span', { id, class: 'problem', role: 'alert' });
  const input: HTMLInputElement = h('input', {
    type: 'text',
    class: 'day',
    size: 12,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': id,
    change: () => read(),
    blur: () => read(),
    keydown: (event) => {
      const { key } = event as KeyboardEvent;
      if (key === 'Enter') read();
      if (key === 'Escape') write(shown);
    },
  });

  /** Whether the field holds input that has not been accepted: it is being typed, or was refused. */
  const isTyped = () => input.value !== textOf(shown);

  const isRefused = () => input.hasAttribute('aria-invalid');

  function read() {
    // Leaving the field (`blur`) reports an accepted day again: its message stays.
    if (!isTyped()) return isRefused() ? show('') : undefined;
    const read = readDay(input.value, LANGUAGE, taken);
    if ('problem' in read) return show(`${read.problem}.`);
    const { day } = read;
    if (day < taken.first || day > taken.last) {
      return show(`Found ${textOf(day)}, expected a day of ${dayRange(taken.first, taken.last)}.`);
    }
    write(day);
    onChange(day);
  }
  function write(day: string) {
    shown = day;
    input.value = textOf(day);
    show('');
  }
  function show(text: string, isRefusal = text !== '') {
    problem.textContent = text;
    problem.classList.toggle('day-note', !isRefusal);
    if (isRefusal) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
  return {
    element: h(
      'span',
      { class: 'date' },
      h('label', {}, h('span', { class: 'spoken' }, label), input),
      problem,
    ),
    show(day: string) {
      if (shown === day) return;
      // Refused input is replaced by the new day; input that is being typed stays.
      if (document.activeElement === input && isTyped() && problem.textContent === '') return;
      write(day);
    },
    /** Says what became of the day that was taken, until the next change; an empty text takes it away. */
    say(text: string) {
      if (!isRefused()) show(text, false);
    },
  };
}

function textOf(day: string): string {
  return day && dayLabel(day, 'year');
}

/**
 * A text as a spreadsheet may have it: one that it would take for a formula gets an apostrophe in
 * front. Such are those that begin with `=`, `+`, `-` or `@`, in full width or after white space
 * too, or with a tab or a line break: OWASP, "CSV Injection".
 */
export function guarded(text: string): string {
  const [, first = ''] = /^[\s\p{Cc}\p{Cf}]*(.)/u.exec(text) ?? [];
  const isFormula = /^[=+\-@\u2212]/.test(first.normalize('NFKC')) || /^[\t\r\n]/.test(text);
  return isFormula && !isWideNumber(text) ? `'${text}` : text;
}

/** A number beyond what JavaScript counts exactly comes as text, and is a number. */
function isWideNumber(text: string): boolean {
  return /^-(\d+(\.\d+)?|Infinity)$/.test(text) && Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER;
}

/**
 * Puts an apostrophe before a text that a spreadsheet would take for a formula: one that begins with
 * `=`, `+`, `-` or `@`, also in full width or after white space, or with a tab or a line break. OWASP,
 * "CSV Injection".
 */
export function guarded(text: string): string {
  const [, first = ''] = /^[\s\p{Cc}\p{Cf}]*(.)/u.exec(text) ?? [];
  const isFormula = /^[=+\-@\u2212]/.test(first.normalize('NFKC')) || /^[\t\r\n]/.test(text);
  return isFormula && !isWideNumber(text) ? `'${text}` : text;
}

/** A number that is beyond JavaScript's exact range arrives as text, but is no formula. */
function isWideNumber(text: string): boolean {
  return /^-(\d+(\.\d+)?|Infinity)$/.test(text) && Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER;
}

/** Chinese text that YAML folded over lines, without the spaces folding put between its characters. */
export function unfold(text: string): string {
  return text
    .trim()
    .replace(/(?<=[\u3000-\u303F\uFF00-\uFFEF]) +/g, '')
    .replace(/(?<=\p{Script=Han}) +(?=\p{Script=Han})/gu, '');
}

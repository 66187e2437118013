import { ProtocolError, ProtocolErrorCode, type McpServer } from '@modelcontextprotocol/server';
import type { Entry } from '../resources/define-resource.ts';

const PAGE = 50;

/**
 * Lists resources in pages of 50, which the SDK leaves to the server. The cursor is opaque to clients; one that was not
 * given out is refused.
 */
export function paginateResources(
  server: McpServer,
  entries: () => readonly (Entry & { mimeType: string })[],
): void {
  server.server.setRequestHandler('resources/list', ({ params }) => {
    const all = entries();
    const start = params?.cursor === undefined ? 0 : offsetOf(params.cursor, all.length);
    const end = start + PAGE;
    return { resources: all.slice(start, end), ...(end < all.length ? { nextCursor: cursorAt(end) } : {}) };
  });
}

function cursorAt(offset: number): string {
  return Buffer.from(`resources:${offset}`).toString('base64url');
}

function offsetOf(cursor: string, length: number): number {
  const offset = Number(
    Buffer.from(cursor, 'base64url')
      .toString('utf8')
      .replace(/^resources:/, ''),
  );
  const given =
    Number.isInteger(offset) &&
    offset > 0 &&
    offset < length &&
    offset % PAGE === 0 &&
    cursor === cursorAt(offset);
  if (given) return offset;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'Invalid cursor: pass the nextCursor of the previous page, or none for the first page',
  );
}

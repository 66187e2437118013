export const HELP = `llm-notes-mcp: a cited book on large language models, and numbers computed from it, over MCP

  llm-notes-mcp                         serve MCP over stdio (what hosts start)
  llm-notes-mcp --http [--port 3000] [--host 127.0.0.1]
                                        serve Streamable HTTP on /mcp
  llm-notes-mcp call TOOL [JSON]        run one tool and print its text; --json for its structured result
  llm-notes-mcp search WORDS            search the notes
  llm-notes-mcp check [DIR]             check a content folder: every link, citation and number
  llm-notes-mcp --version | --help

  llm-notes-mcp call explain_concept '{"concept":"MLA","depth":"brief"}'
  llm-notes-mcp call estimate_vram '{"model":"llama-3-8b","context_length":8192}'`;

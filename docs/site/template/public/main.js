// A block without a language is text: highlighting must not guess one.
export default { configureHljs: (highlighter) => highlighter.configure({ languages: [] }) };

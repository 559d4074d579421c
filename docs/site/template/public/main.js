// A diagram grows and shrinks with each click.
document.addEventListener('click', ({ target }) => target.closest('pre.mermaid')?.classList.toggle('large'));

// A block without a language is text: highlighting must not guess one.
export default { configureHljs: (highlighter) => highlighter.configure({ languages: [] }) };

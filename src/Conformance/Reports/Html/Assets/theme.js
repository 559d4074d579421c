// The colour theme of the page, light or dark. If the reader has not chosen a theme, the system's setting applies.
const theme = {
  now: () => document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  set(name) {
    document.documentElement.dataset.theme = name;
    // If a page was opened from a file, the browser may not permit the use of localStorage.
    try { localStorage.setItem("theme", name); } catch { }
  },
  begin() {
    document.documentElement.classList.add("js");
    try {
      const chosen = localStorage.getItem("theme");
      if (chosen) document.documentElement.dataset.theme = chosen;
    } catch { }
  },
  toggle: () => theme.set(theme.now() === "dark" ? "light" : "dark"),
};
if (typeof document !== "undefined") theme.begin();

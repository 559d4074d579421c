// Light or dark: the reader's choice, otherwise the system's setting.
const theme = {
  now: () => document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  set(name) {
    document.documentElement.dataset.theme = name;
    // A page that was opened from a file may have no storage.
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

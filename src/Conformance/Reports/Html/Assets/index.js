(() => {
  "use strict";
  const find = id => document.getElementById(id);
  const table = find("cases"), sorted = find("sorted");
  const isBad = c => c === "fail" || c === "unclean" || c === "wrong" || c === "almost";

  // Returns an object for each agent, in the order of the columns. The object has the cell of the verdict, the verdict, the close verdict,
  // and the duration in milliseconds. If the case did not run, the duration is -1.
  const cellsOf = tr => [...tr.querySelectorAll("td[data-v]")].map(td => {
    const next = td.nextElementSibling;
    return { td, v: td.dataset.v, c: next?.dataset.c ?? "", ms: td.dataset.ms === undefined ? -1 : +td.dataset.ms };
  });
  const rows = [...table.querySelectorAll("tr.case")].map(tr => ({
    tr, home: tr.parentNode, family: tr.parentNode.dataset.family, cells: cellsOf(tr),
    text: (tr.cells[0].textContent + " " + tr.cells[1].textContent).toLowerCase(),
  }));
  const bodies = [...table.tBodies].filter(body => body !== sorted);

  // The URL of the page contains the view, so a view can be bookmarked, shared and restored.
  const empty = () => ({ q: "", v: new Set(), a: "", f: "", sort: "", close: true });
  const read = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    return { q: said.get("q") ?? "", v: new Set((said.get("v") ?? "").split(",").filter(Boolean)), a: said.get("a") ?? "", f: said.get("f") ?? "", sort: said.get("sort") ?? "", close: said.get("close") !== "0" };
  };
  const spell = view => {
    const said = new URLSearchParams();
    for (const key of ["q", "a", "f", "sort"]) if (view[key]) said.set(key, view[key]);
    if (view.v.size) said.set("v", [...view.v].join(","));
    if (!view.close) said.set("close", "0");
    return said.toString().replaceAll("%2C", ",");
  };
  const isView = () => location.hash === "" || location.hash.includes("=");
  let view = isView() ? read() : empty();

  const differs = cells => new Set(cells.map(cell => cell.v + cell.c)).size > 1;
  const hasVerdict = (row, verdicts) => row.cells.some((cell, at) => (view.a === "" || +view.a === at) && (verdicts.has(cell.v) || verdicts.has("badclose") && isBad(cell.c)));
  const matches = (row, words) => {
    const verdicts = new Set(view.v);
    const mustDiffer = verdicts.delete("differ");
    return (view.f === "" || row.family === view.f)
      && words.every(word => row.text.includes(word))
      && (verdicts.size === 0 || hasVerdict(row, verdicts))
      && (!mustDiffer || differs(row.cells));
  };

  // If an agent is chosen for sorting, moves all rows into one table body, in the order of this agent's durations, the longest first.
  // Otherwise, moves the rows back into their own table bodies.
  function order() {
    if (view.sort === "") rows.forEach(row => row.tr.parentNode === row.home || row.home.append(row.tr));
    else sorted.append(...[...rows].sort((one, other) => other.cells[view.sort].ms - one.cells[view.sort].ms).map(row => row.tr));
    document.body.classList.toggle("timed", view.sort !== "");
  }

  // On a narrow screen, the families are folded, and each family has a button to unfold it. If rows are filtered or sorted, no family is
  // folded. A link to a case unfolds its family.
  const narrow = matchMedia("(max-width:50rem)");
  const folded = new Set();
  const foldAll = () => { folded.clear(); if (narrow.matches) for (const row of rows) folded.add(row.family); };
  const isFiltered = () => view.q !== "" || view.v.size > 0 || view.f !== "" || view.sort !== "";

  function show() {
    if (view.sort !== "" && !rows[0].cells[view.sort]) view.sort = "";
    order();
    const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    const families = new Set(), homes = new Set();
    for (const row of rows) {
      const fits = matches(row, words);
      row.tr.hidden = !fits;
      if (fits) { shown++; families.add(row.family); homes.add(row.home); }
    }
    const filtered = isFiltered();
    for (const body of bodies) {
      const isFolded = !filtered && folded.has(body.dataset.family);
      const isTitle = body.classList.contains("family");
      body.hidden = view.sort !== "" || !(isTitle ? families.has(body.dataset.family) : homes.has(body) && !isFolded);
      if (isTitle) body.querySelector("button").setAttribute("aria-expanded", !isFolded);
    }
    document.body.classList.toggle("filtered", filtered);
    document.body.classList.toggle("noclose", !view.close);
    reflect(shown);
  }

  function reflect(shown) {
    const search = find("search");
    if (search.value !== view.q) search.value = view.q;
    for (const button of find("verdicts").children) button.setAttribute("aria-pressed", view.v.has(button.dataset.v));
    find("agent").value = view.a;
    find("family").value = view.f;
    find("sort").value = view.sort;
    find("close").setAttribute("aria-pressed", view.close);
    find("count").textContent = shown === rows.length ? `${rows.length} cases` : `${shown} of ${rows.length}`;
    find("nothing").hidden = shown > 0;
    find("clear").hidden = spell(view) === "";
  }

  function change(part) {
    Object.assign(view, part);
    const said = spell(view);
    history.replaceState(null, "", said ? "#" + said : location.pathname + location.search);
    show();
  }

  const toggled = (set, key) => { const next = new Set(set); if (!next.delete(key)) next.add(key); return next; };

  // The keys move the focus between the links of the rows, so that Enter opens a case.
  let column = 0;
  const visible = () => [...table.querySelectorAll("tr.case")].filter(tr => !tr.hidden && !tr.parentNode.hidden);
  const current = () => document.activeElement?.closest?.("tr.case");
  function goTo(tr) {
    if (!tr) return;
    const cell = tr.querySelectorAll("td[data-v]")[column];
    const target = cell?.querySelector("a") ?? tr.querySelector("a");
    target.focus({ preventScroll: true });
    tr.scrollIntoView({ block: "nearest" });
  }
  function move(by) {
    const all = visible(), at = all.indexOf(current());
    goTo(at < 0 ? all.find(tr => tr.getBoundingClientRect().bottom > innerHeight / 4) ?? all[0] : all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }
  function turn(by) {
    column = Math.min(Math.max(column + by, 0), rows[0].cells.length - 1);
    goTo(current() ?? visible()[0]);
  }

  const keys = {
    "/": () => find("search").focus(), "?": () => find("keys").showModal(), j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
    h: () => turn(-1), l: () => turn(1), ArrowLeft: () => turn(-1), ArrowRight: () => turn(1),
    f: () => change({ v: view.v.has("fail") ? new Set() : new Set(["fail", "badclose"]) }), c: () => change({ close: !view.close }), t: () => theme.toggle(), Escape: () => change(empty()),
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || find("keys").open) return;
    const isArrow = event.key.startsWith("Arrow");
    if (event.target.matches("input, select")) {
      if (event.key === "Escape") { event.target.blur(); change({ q: "" }); }
      else if (event.key === "ArrowDown" && event.target.id === "search" || event.key === "Enter" && event.target.id === "search") { event.preventDefault(); goTo(visible()[0]); }
      return;
    }
    // The arrow keys scroll the page unless the focus is in the row of a case.
    if (isArrow && !current()) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  find("search").addEventListener("input", event => change({ q: event.target.value }));
  find("verdicts").addEventListener("click", event => event.target.dataset.v && change({ v: toggled(view.v, event.target.dataset.v) }));
  find("agent").addEventListener("change", event => change({ a: event.target.value }));
  find("family").addEventListener("change", event => change({ f: event.target.value }));
  find("sort").addEventListener("change", event => change({ sort: event.target.value }));
  find("close").addEventListener("click", () => change({ close: !view.close }));
  find("clear").addEventListener("click", () => change(empty()));
  table.addEventListener("click", event => {
    const family = event.target.matches(".family button") && event.target.closest("tbody").dataset.family;
    if (family && !folded.delete(family)) folded.add(family);
    if (family) show();
  });
  narrow.addEventListener("change", () => { foldAll(); show(); });
  find("theme").addEventListener("click", theme.toggle);
  find("help").addEventListener("click", () => find("keys").showModal());
  find("tools").addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", () => {
    // A link to a case clears all filters, so that the case is shown.
    view = isView() ? read() : empty();
    show();
    if (isView()) { if (spell(view)) find("tools").scrollIntoView(); } else goToAnchor();
  });
  function goToAnchor() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (folded.delete(target?.closest("tbody")?.dataset.family)) show();
    if (target) target.scrollIntoView({ block: "center" });
  }
  const tools = find("tools");
  new ResizeObserver(() => document.documentElement.style.setProperty("--tools", getComputedStyle(tools).position === "sticky" ? tools.offsetHeight + "px" : "0px")).observe(tools);
  foldAll();
  show();
  if (!isView()) goToAnchor();
})();

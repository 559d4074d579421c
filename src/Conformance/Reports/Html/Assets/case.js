(() => {
  "use strict";
  if (typeof document === "undefined") return;
  const log = document.getElementById("log");

  // Returns the chunks of bytes of one direction, in order. A chunk contains the element that shows its bytes. A chunk for a gap has no
  // element and no bytes.
  function chunksOf(sent) {
    const chunks = [];
    let starts = false;
    for (const row of log.tBodies[0].rows) {
      if (row.classList.contains("gap")) { chunks.push({ octets: [], length: +((sent ? row.dataset.sent : row.dataset.received) ?? 0) }); continue; }
      if (sent && row.className === "sends") starts = true;
      if (row.className !== (sent ? "sent" : "received")) continue;
      const code = row.querySelector("code");
      if (!code) continue;
      const shown = octets.ofHex(code.textContent);
      chunks.push({ code, starts, octets: shown, length: +(code.dataset.length ?? shown.length) });
      starts = false;
    }
    return chunks;
  }

  function dress(code, all, notes) {
    code.replaceChildren(...all.map((octet, at) => {
      const one = document.createElement("span");
      one.className = notes[at].field;
      one.dataset.meaning = notes[at].meaning;
      one.dataset.frame = notes[at].frame;
      one.textContent = octets.hex(octet);
      return one;
    }));
    code.tabIndex = 0;
    code.setAttribute("role", "group");
    code.setAttribute("aria-label", `${all.length} bytes; use the arrow keys to go from one to the next`);
  }

  function dressLog() {
    for (const sent of [true, false]) {
      const chunks = chunksOf(sent), explained = octets.explain(chunks, "deflate" in log.dataset);
      chunks.forEach((chunk, at) => chunk.code && dress(chunk.code, chunk.octets, explained[at]));
    }
    // A head is shown as text in another section of the page. A click on the button restores the bytes of the head from this text.
    for (const link of log.querySelectorAll("a[href^='#re']")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "octets";
      button.textContent = "bytes";
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", () => {
        const open = button.nextElementSibling;
        if (open) open.remove();
        else {
          const pre = document.querySelector(link.hash), all = octets.ofHead(pre.textContent, "latin" in pre.dataset), code = document.createElement("code");
          dress(code, all, octets.explainHead(all, pre.id));
          button.after(code);
        }
        button.setAttribute("aria-expanded", String(!open));
      });
      link.after(" ", button);
    }
  }

  // Returns a map from the steps of the diagram to their rows of the log. The diagram and the log show the same entries in the same order,
  // except for the rows of bytes. The entries before the first gap are matched from the beginning, and the entries after this gap are
  // matched from the end.
  function stepsAndRows() {
    const steps = [...document.querySelectorAll("#diagram svg > :is(svg:not(.note), text.gap)")];
    const rows = [...log.tBodies[0].rows].filter(row => row.className !== "note" && (row.className === "gap" ? "sent" in row.dataset : !row.querySelector("code:first-child") || row.querySelector("button")));
    const isGap = one => one.classList.contains("gap");
    const before = (list, from) => { const at = list.findIndex(isGap); return at < 0 ? list : from ? list.slice(0, at) : list.slice(at + 1); };
    const heads = [before(steps, true), before(rows, true)], tails = [before(steps, false), before(rows, false)];
    const pairs = heads[0].slice(0, heads[1].length).map((step, at) => [step, heads[1][at]]);
    const back = tails[0].slice(-tails[1].length).reverse().map((step, at) => [step, tails[1].at(-1 - at)]);
    return new Map([...back, ...pairs]);
  }

  // Converts the lists of sizes and opcodes with their counts into tables with totals.
  function tabulate() {
    const read = id => new Map([...document.getElementById(id).textContent.matchAll(/(.+?) × (\d+)(?:, |$)/g)].map(([, name, count]) => [name, +count]));
    const sum = list => list.reduce((total, one) => total + one, 0);
    const table = (id, title, heads, rows, totals) => {
      const made = document.createElement("table");
      made.id = id;
      made.createCaption().textContent = title;
      const row = (part, texts, isHead) => { const tr = part.insertRow(); texts.forEach((text, at) => { const cell = isHead || part.tagName === "TFOOT" && at === 0 ? document.createElement("th") : document.createElement("td"); cell.textContent = text; tr.append(cell); }); };
      row(made.createTHead(), heads, true);
      const body = made.createTBody();
      rows.forEach(texts => row(body, texts));
      row(made.createTFoot(), ["total", ...totals]);
      return made;
    };
    const both = (one, other) => [...new Set([...one.keys(), ...other.keys()])].sort((left, right) => parseInt(left) - parseInt(right));
    const reads = read("reads"), writes = read("writes"), received = read("received"), sent = read("sent");
    const cells = (counts, size) => counts.has(size) ? [counts.get(size), counts.get(size) * size] : ["", ""];
    // If some sizes are not shown, the list has the totals in data attributes.
    const totals = (counts, id) => {
      const { count, octets } = document.getElementById(id).dataset;
      return [count ?? sum([...counts.values()]), octets ?? sum([...counts].map(([size, times]) => size * times))];
    };
    const left = ["reads", "writes"].map(id => document.getElementById(id).textContent.match(/… (.+) …/)?.[0] ?? "");
    const sizes = both(reads, writes).map(size => [size, ...cells(reads, size), ...cells(writes, size)]);
    if (left.some(Boolean)) sizes.push(["…", left[0], "", left[1], ""]);
    document.getElementById("counts").replaceWith(
      table("octets", "Bytes, by the size of a read or a write", ["size", "reads", "bytes", "writes", "bytes"], sizes, [...totals(reads, "reads"), ...totals(writes, "writes")]),
      table("frames", "Frames, by opcode", ["opcode", "received", "sent"], both(received, sent).map(name => [name, received.get(name) ?? 0, sent.get(name) ?? 0]), [sum([...received.values()]), sum([...sent.values()])]));
  }

  // Explains one byte at a time. This is the byte that is under the pointer, was tapped, or was selected with the arrow keys.
  const tip = document.createElement("div");
  tip.id = "meaning";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  let at = null;
  function explainByte(one) {
    at?.classList.remove("at");
    at = one;
    tip.hidden = !one;
    if (!one) return;
    one.classList.add("at");
    tip.textContent = one.dataset.meaning;
    const box = one.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (box.bottom + tip.offsetHeight + 12 < innerHeight ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + "px";
  }
  const byteAt = target => target.closest?.("code span[data-meaning]");
  const steps = { ArrowRight: one => one.nextElementSibling, ArrowLeft: one => one.previousElementSibling, Home: one => one.parentNode.firstElementChild, End: one => one.parentNode.lastElementChild };

  function listen() {
    document.addEventListener("pointerover", event => { const one = byteAt(event.target); if (one || event.pointerType === "mouse" && at && !at.parentNode.matches(":focus")) explainByte(one); });
    document.addEventListener("click", event => {
      const one = byteAt(event.target);
      if (one) { one.parentNode.focus({ preventScroll: true }); explainByte(one); }
    });
    log.addEventListener("focusin", event => event.target.matches("code") && explainByte(event.target.firstElementChild));
    log.addEventListener("focusout", () => explainByte(null));
    addEventListener("scroll", () => explainByte(null), { passive: true });
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") explainByte(null);
      else if (document.activeElement?.matches("#log code")) {
        const step = steps[event.key];
        if (step) { event.preventDefault(); explainByte(step(at ?? document.activeElement.firstElementChild) ?? at); }
      }
      else if (event.key === "ArrowLeft" || event.key === "k") document.querySelector("a[rel=prev]")?.click();
      else if (event.key === "ArrowRight" || event.key === "j") document.querySelector("a[rel=next]")?.click();
      else if (event.key === "u") document.querySelector("nav a").click();
      else if (event.key === "t") theme.toggle();
    });
    // While the pointer is over a step of the diagram, the row of the log is highlighted. A click on the step scrolls to this row.
    for (const [step, row] of stepsAndRows()) {
      step.addEventListener("pointerenter", () => row.classList.add("at"));
      step.addEventListener("pointerleave", () => row.classList.remove("at"));
      step.addEventListener("click", () => row.scrollIntoView({ block: "center", behavior: "smooth" }));
    }
  }

  function addButtons() {
    const button = (text, title, act) => Object.assign(document.createElement("button"), { type: "button", textContent: text, title, onclick: act });
    const light = button("Light / dark", "Light or dark (t)", theme.toggle);
    light.id = "theme";
    document.querySelector("nav").append(light);
    const again = document.getElementById("again");
    if (again && navigator.clipboard) again.after(" ", button("Copy", "Copy the command", () => navigator.clipboard.writeText(again.textContent)));
  }

  dressLog();
  tabulate();
  document.body.append(tip);
  addButtons();
  listen();
})();

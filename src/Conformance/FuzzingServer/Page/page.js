'use strict';

// Runs the suite in this browser. The page opens a connection for each case, echoes every message, and requests the verdicts from the
// server. With /?run=1, the run starts automatically. The parameters agent=, parallel= and cases= (patterns such as 1.*,2.1) set the
// options. During and after the run, the data attributes of <body> contain the state of the run and the number of verdicts of each kind.

const query = new URLSearchParams(location.search);
const kinds = ['ok', 'nonStrict', 'informational', 'unimplemented', 'failed'];
const kindOf = { OK: 'ok', 'NON-STRICT': 'nonStrict', INFORMATIONAL: 'informational', UNIMPLEMENTED: 'unimplemented' };
const heavyAtOnce = 2;
const pollEvery = 400;
const find = (id) => document.getElementById(id);

const say = (state) => { document.body.dataset.state = state; };
const address = (path, parameters) => {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams(parameters).toString();
  return url.href;
};

function nameOf(agent) {
  const known = [[/Edg\w*\/(\d+)/, 'Edge'], [/OPR\/(\d+)/, 'Opera'], [/SamsungBrowser\/(\d+)/, 'Samsung Internet'], [/Firefox\/(\d+)/, 'Firefox'], [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'], [/Version\/(\d+).*Safari/, 'Safari']];
  for (const [pattern, name] of known) {
    const found = pattern.exec(agent);
    if (found) return `${name} ${found[1]}`;
  }
  return 'Browser';
}

// The patterns are the same as on the command line. A pattern without a star selects the case with this id. A pattern with a star selects
// every case whose id begins with the pattern. Each star matches any text, including none.
function matches(pattern, id) {
  if (!pattern.includes('*')) return pattern === id;
  return new RegExp('^' + pattern.split('*').map((part) => part.replace(/[^\w]/g, '\\$&')).join('.*')).test(id);
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function get(path) {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

// Opens a connection and echoes each message until the connection ends.
function hold(path, parameters) {
  return new Promise((resolve) => {
    const socket = new WebSocket(address(path, parameters));
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (message) => socket.send(message.data);
    socket.onclose = resolve;
  });
}

async function inLanes(cases, lanes, run) {
  const waiting = cases.values();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const next of waiting) await run(next);
  }));
}

class Run {
  constructor(agent, parallel, cases, families) {
    Object.assign(this, { agent, parallel, cases, families, results: new Map(), began: performance.now() });
    this.ids = new Map(cases.map((found) => [found.id, found]));
  }

  async toEnd() {
    this.last = (await get(`results?${new URLSearchParams({ agent: this.agent, after: Number.MAX_SAFE_INTEGER })}`)).last;
    this.show();
    const run = (found) => hold('runCase', { case: found.index, agent: this.agent });
    let isRunning = true;
    const asking = (async () => {
      while (isRunning) {
        await new Promise((resolve) => setTimeout(resolve, pollEvery));
        await this.ask();
      }
    })();
    // Run the light cases first. Most of them only wait, and their waits overlap. Run the heavy cases separately, so that they do not delay
    // cases with short time limits.
    await inLanes(this.cases.filter((found) => !found.isHeavy), this.parallel, run);
    await inLanes(this.cases.filter((found) => found.isHeavy), Math.min(this.parallel, heavyAtOnce), run);
    isRunning = false;
    await asking;
    // A verdict can arrive some time after the browser has closed the connection of the case, because some cases end only when the server's
    // time limit for the case elapses.
    for (let patience = 25; this.results.size < this.cases.length && patience > 0; patience--) {
      await new Promise((resolve) => setTimeout(resolve, pollEvery));
      await this.ask();
    }
    await hold('updateReports', { agent: this.agent });
    this.show(true);
  }

  async ask() {
    const said = await get(`results?${new URLSearchParams({ agent: this.agent, after: this.last })}`);
    this.last = said.last;
    for (const result of said.results) if (this.ids.has(result.id)) this.results.set(result.id, result);
    this.show();
  }

  count(ids) {
    const counts = Object.fromEntries(kinds.map((kind) => [kind, 0]));
    for (const id of ids) {
      const result = this.results.get(id);
      if (result) counts[result.isFailure ? 'failed' : kindOf[result.behavior] ?? 'failed']++;
    }
    return counts;
  }

  show(isOver = false) {
    const total = this.cases.length;
    const counts = this.count(this.ids.keys());
    Object.assign(document.body.dataset, { total, ran: this.results.size, ...counts });
    for (const kind of kinds) find('counts').querySelector(`[data-count=${kind}] dd`).textContent = counts[kind];
    for (const family of this.families) family.show(this.count(family.ids), family.ids.filter((id) => this.ids.has(id)).length);
    const seconds = ((performance.now() - this.began) / 1000).toFixed(1);
    find('summary').textContent = `${this.results.size} of ${total} cases, ${seconds} s${isOver ? '' : '…'}`;
    this.showFailures();
  }

  showFailures() {
    const failed = [...this.results.values()].filter((result) => result.isFailure).sort((left, right) => this.ids.get(left.id).index - this.ids.get(right.id).index);
    if (failed.length === this.shown) return;
    this.shown = failed.length;
    find('failures').hidden = failed.length === 0;
    find('failed').replaceChildren(...failed.map((result) => {
      const found = this.ids.get(result.id);
      return element('li', {},
        element('a', { href: `report/${result.report}`, textContent: result.id }),
        element('span', { className: 'verdict', textContent: `${result.behavior}, close ${result.behaviorClose}` }),
        element('p', { textContent: `${found.description} ${found.expectation}` }),
        element('p', { textContent: result.result }),
        element('p', { className: 'rule', textContent: found.rule }));
    }));
  }
}

class Family {
  constructor(number, cases, isChosen) {
    this.ids = cases.map((found) => found.id);
    this.box = element('input', { type: 'checkbox', checked: isChosen, name: 'family', value: number });
    this.number = element('span', { className: 'number', textContent: `${cases.length}` });
    this.bar = element('span', { className: 'bar' });
    const name = cases[0].familyName;
    const title = element('span', { textContent: name === number ? number : `${number} ${name}` });
    this.row = element('li', {}, element('label', {}, this.box, title, this.number, this.bar));
  }

  show(counts, total) {
    const ran = kinds.reduce((sum, kind) => sum + counts[kind], 0);
    this.number.textContent = `${ran} of ${total}`;
    this.bar.replaceChildren(...kinds.filter((kind) => counts[kind] > 0).map((kind) => {
      const part = element('i', { className: kind });
      part.style.width = `${(100 * counts[kind]) / total}%`;
      return part;
    }));
  }
}

function complain(error) {
  find('problem').hidden = false;
  find('problem').textContent = `Cannot continue: ${error.message}`;
  say('failed');
}

async function main() {
  const all = await get('cases');
  const patterns = (query.get('cases') ?? '*').split(',').map((part) => part.trim()).filter((part) => part);
  const named = all.filter((found) => patterns.some((pattern) => matches(pattern, found.id)));
  if (named.length === 0) throw new Error(`no case matches ${patterns.join(', ')}`);
  const families = [...Map.groupBy(all, (found) => found.family)].map(([number, cases]) => new Family(number, cases, named.some((found) => found.family === number)));
  find('families').replaceChildren(...families.map((family) => family.row));
  find('agent').value = query.get('agent') || nameOf(navigator.userAgent);
  find('parallel').value = query.get('parallel') || 8;
  find('summary').textContent = `${named.length} of ${all.length} cases are chosen.`;
  find('start').disabled = false;
  say('ready');

  const begin = async () => {
    const isChosen = new Set(families.filter((family) => family.box.checked).flatMap((family) => family.ids));
    const whole = families.filter((family) => family.box.checked && !named.some((found) => family.ids.includes(found.id))).flatMap((family) => family.ids);
    const cases = all.filter((found) => isChosen.has(found.id) && (named.includes(found) || whole.includes(found.id)));
    if (cases.length === 0) return;
    find('start').disabled = true;
    find('report').hidden = true;
    for (const family of families) family.box.disabled = true;
    say('running');
    try {
      await new Run(find('agent').value.trim(), Number(find('parallel').value), cases, families.filter((family) => family.box.checked)).toEnd();
      find('report').hidden = false;
      say('done');
    } catch (error) {
      complain(error);
    }
    for (const family of families) family.box.disabled = false;
    find('start').disabled = false;
  };

  find('choice').addEventListener('submit', (event) => {
    event.preventDefault();
    begin();
  });
  if (query.has('run')) await begin();
}

main().catch(complain);
